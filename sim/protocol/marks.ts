// A set of events that is emptied in no time: a stamp per event. For walks over a room graph.
import { growInts } from "./typed-arrays.ts";

/** A set of small integers with O(1) `clear`. */
export class Marks {
  #stamps: Int32Array<ArrayBuffer>;
  #stamp = 1;

  constructor(size: number) {
    this.#stamps = new Int32Array(Math.max(16, size));
  }

  clear(): void {
    this.#stamp++;
  }

  has(member: number): boolean {
    return member < this.#stamps.length && this.#stamps[member] === this.#stamp;
  }

  /** Adds a member; false if it was there already. */
  add(member: number): boolean {
    if (member >= this.#stamps.length) this.#stamps = growInts(this.#stamps, member + 1);
    if (this.#stamps[member] === this.#stamp) return false;
    this.#stamps[member] = this.#stamp;
    return true;
  }

  delete(member: number): void {
    if (this.has(member)) this.#stamps[member] = 0;
  }
}
