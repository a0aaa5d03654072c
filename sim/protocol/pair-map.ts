// A map from two integers to a third. As keys of a `Map` two integers would have to be one number
// beyond 31 bits or a text, and each look-up would make one and hash it outside compiled code; here
// all lies in one typed array. Used by everything that is remembered by two numbers of a room.

/** Integers of an entry: the two of the key, and the value plus 1, so that 0 says "free". */
const width = 3;
const firstPlaces = 256;

/** A map from pairs of integers to integers from 0 to 2^31 − 2. */
export class PairMap {
  #entries = new Int32Array(width * firstPlaces);
  #size = 0;

  /** How many pairs have a value. */
  get size(): number {
    return this.#size;
  }

  /** The value of a pair, or -1. */
  get(a: number, b: number): number {
    return this.#entries[this.#place(a, b) + 2] - 1;
  }

  set(a: number, b: number, value: number): void {
    const known = this.#place(a, b);
    if (this.#entries[known + 2] !== 0) {
      this.#entries[known + 2] = value + 1;
      return;
    }
    // At most half of the places are taken, so that a look-up ends soon.
    if (2 * ++this.#size * width > this.#entries.length) this.#grow();
    this.#write(a, b, value);
  }

  #write(a: number, b: number, value: number): void {
    const at = this.#place(a, b);
    this.#entries[at] = a;
    this.#entries[at + 1] = b;
    this.#entries[at + 2] = value + 1;
  }

  /** Where the pair stands, or the free place where it belongs. */
  #place(a: number, b: number): number {
    const entries = this.#entries;
    const last = entries.length / width - 1;
    let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
    hash ^= hash >>> 15;
    for (let n = hash & last; ; n = (n + 1) & last) {
      const at = width * n;
      if (entries[at + 2] === 0 || (entries[at] === a && entries[at + 1] === b)) return at;
    }
  }

  #grow(): void {
    const old = this.#entries;
    this.#entries = new Int32Array(2 * old.length);
    for (let at = 0; at < old.length; at += width) {
      if (old[at + 2] !== 0) this.#write(old[at], old[at + 1], old[at + 2] - 1);
    }
  }
}
