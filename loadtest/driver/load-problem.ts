// What stands in the way of a load before it begins, in words that help: wrong address, no server,
// no account, a missing program. The command line shows both sentences and ends with code 2.

export class LoadProblem extends Error {
  /** What to do next, one sentence. */
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.name = "LoadProblem";
    this.remedy = remedy;
  }
}
