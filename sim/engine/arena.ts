// Memory for records of many sizes in one Int32Array: blocks of a power of two of words, with a free
// list for each size. It never shrinks and moves no block; only the array that holds them all is
// replaced when it grows.

/** The smallest block is 2⁴ words. */
const leastPower = 4;
const greatestPower = 30;

/** A pool of blocks. A block is the offset of its first word. */
export class Arena {
  /** All words. Do not keep this array over a call of `take`, which may replace it. */
  words = new Int32Array(1 << 12);
  /** Blocks that are in use. */
  blocks = 0;
  #used = 0;
  readonly #free = new Int32Array(greatestPower + 1).fill(-1);

  /**
   * A block with room for `length` words of the caller's. Its first word belongs to the arena, so
   * the caller's words are offset + 1 … offset + length, and their content is undefined.
   */
  take(length: number): number {
    const power = Math.max(leastPower, 32 - Math.clz32(length));
    if (power > greatestPower) throw new RangeError(`A block of ${length} words is too large.`);
    this.blocks++;
    const free = this.#free[power];
    if (free >= 0) {
      this.#free[power] = this.words[free + 1];
      return free;
    }
    const offset = this.#used;
    this.#used += 1 << power;
    if (this.#used > this.words.length) this.#grow();
    this.words[offset] = power;
    return offset;
  }

  /** Gives a block back; its offset must not be used any more. */
  give(offset: number): void {
    this.blocks--;
    const power = this.words[offset];
    this.words[offset + 1] = this.#free[power];
    this.#free[power] = offset;
  }

  #grow(): void {
    let length = this.words.length;
    while (length < this.#used) length *= 2;
    if (length > 2 ** 31) throw new RangeError("Too many messages are under way at once.");
    const larger = new Int32Array(length);
    larger.set(this.words);
    this.words = larger;
  }
}
