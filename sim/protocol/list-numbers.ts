// Lists of integers as integers: equal lists have the same number. A list is its beginning, which
// is a list as well, and its last member, so that none is ever written as a text to be looked up.
import { PairMap } from "./pair-map.ts";

/** All lists that were asked for, and their beginnings. Number 0 is the empty list. */
export class ListNumbers {
  readonly #longer = new PairMap();
  readonly #beginnings: number[] = [0];
  readonly #lasts: number[] = [-1];

  /** How many numbers were given out. */
  get size(): number {
    return this.#lasts.length;
  }

  /** The number of a list; given out at first mention. */
  of(list: readonly number[]): number {
    let number = 0;
    for (let n = 0; n < list.length; n++) number = this.#with(number, list[n]);
    return number;
  }

  /** The list of a number, as a new array. */
  list(number: number): number[] {
    const members: number[] = [];
    for (let rest = number; rest > 0; rest = this.#beginnings[rest])
      members.push(this.#lasts[rest]);
    return members.reverse();
  }

  #with(beginning: number, last: number): number {
    const known = this.#longer.get(beginning, last);
    if (known >= 0) return known;
    const made = this.#lasts.length;
    this.#beginnings.push(beginning);
    this.#lasts.push(last);
    this.#longer.set(beginning, last, made);
    return made;
  }
}
