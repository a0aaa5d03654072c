// Questions that take a while and of which only the newest counts, as while somebody types. One is
// asked at a time; what was wanted in between is left out, and an older answer is never taken for a
// newer one.

export interface LatestAnswer<Answer> {
  /** The answer, or, while it is awaited, that to the question before; undefined before the first. */
  readonly answer: Answer | undefined;
  readonly pending: boolean;
}

export class Latest<Question, Answer> {
  private readonly ask: (question: Question) => Promise<Answer>;
  private readonly heard: () => void;
  private known: { readonly key: string; readonly answer: Answer | undefined } | undefined;
  private wanted: { readonly key: string; readonly question: Question } | undefined;
  private asking = false;

  /** `heard` is called when there is a new answer. */
  constructor(ask: (question: Question) => Promise<Answer>, heard: () => void) {
    this.ask = ask;
    this.heard = heard;
  }

  /** The answer to a question as far as it is known; asks where it is not. */
  of(key: string, question: Question): LatestAnswer<Answer> {
    if (this.known?.key === key) {
      this.wanted = undefined;
      return { answer: this.known.answer, pending: false };
    }
    if (this.wanted?.key !== key) this.wanted = { key, question };
    if (!this.asking) void this.next();
    return { answer: this.known?.answer, pending: true };
  }

  private async next(): Promise<void> {
    this.asking = true;
    for (let asked = this.wanted; asked !== undefined; asked = this.wanted) {
      const answer = await this.ask(asked.question).catch((cause: unknown) => {
        console.error(cause);
        return undefined;
      });
      // Somebody wants something else by now.
      if (this.wanted !== asked) continue;
      this.wanted = undefined;
      this.known = { key: asked.key, answer };
      this.heard();
    }
    this.asking = false;
  }
}
