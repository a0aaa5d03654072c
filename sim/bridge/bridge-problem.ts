// What stands in the way outside this program, in words that help: a missing part, a server that
// does not start, an address that is taken. The command line shows both sentences and ends with 2.

export class BridgeProblem extends Error {
  /** What to do next, one sentence. */
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.name = "BridgeProblem";
    this.remedy = remedy;
  }
}
