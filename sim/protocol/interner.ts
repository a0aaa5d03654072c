// Strings as small integers, in order of first mention. Used at the edge of everything fast.

/** A two-way table between strings and 0, 1, 2 … */
export class Interner {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];

  get size(): number {
    return this.#texts.length;
  }

  /** The number of a string, given out at first mention. */
  intern(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#texts.length;
    this.#numbers.set(text, number);
    this.#texts.push(text);
    return number;
  }

  /** The number of a string, or -1 if it was never mentioned. */
  find(text: string): number {
    return this.#numbers.get(text) ?? -1;
  }

  /** The string of a number that was given out. */
  text(number: number): string {
    return this.#texts[number];
  }
}
