// Which of up to 65,536 slots are occupied, as bits in three levels, so that the queue steps over
// idle time in a handful of operations. A bit of an upper level says that a word below is not zero.

const words = 1 << 11;
const groups = words >>> 5;

/** A set of slots 0 … 65,535 that finds the next member round the ring. */
export class SlotMap {
  readonly #words = new Int32Array(words);
  readonly #groups = new Int32Array(groups);
  readonly #top = new Int32Array(groups >>> 5);

  /** Puts a slot in. */
  add(slot: number): void {
    const word = slot >>> 5;
    const before = this.#words[word];
    this.#words[word] = before | (1 << (slot & 31));
    if (before !== 0) return;
    this.#groups[word >>> 5] |= 1 << (word & 31);
    this.#top[word >>> 10] |= 1 << ((word >>> 5) & 31);
  }

  /** Takes a slot out. */
  remove(slot: number): void {
    const word = slot >>> 5;
    if ((this.#words[word] &= ~(1 << (slot & 31))) !== 0) return;
    const group = word >>> 5;
    if ((this.#groups[group] &= ~(1 << (word & 31))) !== 0) return;
    this.#top[group >>> 5] &= ~(1 << (group & 31));
  }

  /** The first member at or after `from`, going on at 0 after the last slot; −1 when empty. */
  next(from: number): number {
    const found = this.#atOrAfter(from);
    return found >= 0 || from === 0 ? found : this.#atOrAfter(0);
  }

  #atOrAfter(from: number): number {
    let word = from >>> 5;
    let bits = this.#words[word] & (-1 << (from & 31));
    if (bits === 0) {
      word = this.#wordAfter(word);
      if (word < 0) return -1;
      bits = this.#words[word];
    }
    return (word << 5) | lowest(bits);
  }

  /** The first word after the given one that is not zero, or −1. */
  #wordAfter(word: number): number {
    let group = word >>> 5;
    let bits = this.#groups[group] & after(word);
    if (bits === 0) {
      let top = group >>> 5;
      let topBits = this.#top[top] & after(group);
      while (topBits === 0) {
        if (++top === this.#top.length) return -1;
        topBits = this.#top[top];
      }
      group = (top << 5) | lowest(topBits);
      bits = this.#groups[group];
    }
    return (group << 5) | lowest(bits);
  }
}

/** A mask of the bits above the one that `index` has in its word. */
function after(index: number): number {
  // Two shifts, because a shift by 32 would be none at all.
  return (-1 << (index & 31)) << 1;
}

/** The place of the lowest bit that is set. */
function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
