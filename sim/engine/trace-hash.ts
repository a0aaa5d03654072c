// A rolling 64-bit hash over the integers of a run: two runs that did the same have the same hash.
// It finds differences; it is no protection against someone who wants to forge one.
import { mix } from "./random.ts";

/** So many integers wait in a row until they are taken in together, which is faster. */
const rowLength = 1 << 10;

/**
 * Folds integers, in order, into 16 hex digits.
 *
 * @example
 * const hash = new TraceHash();
 * hash.fold(7);
 * hash.value(); // 16 hex digits
 */
export class TraceHash {
  readonly #row = new Int32Array(rowLength);
  #waiting = 0;
  /** How many integers were taken in. */
  #taken = 0;
  #a = 0x2545f491;
  #b = 0x6c078965;
  readonly #checkpointEvery: number;
  readonly #checkpoints: string[] = [];

  /** `checkpointEvery`: keep the hash after every so many folds (default: 0, never). */
  constructor(options: { checkpointEvery?: number } = {}) {
    this.#checkpointEvery = options.checkpointEvery ?? 0;
  }

  /** How many integers were folded. */
  get folds(): number {
    return this.#taken + this.#waiting;
  }

  /** Takes in one integer; only its 32 low bits count. */
  fold(value: number): void {
    if (this.#waiting === rowLength) this.#takeIn();
    this.#row[this.#waiting++] = value;
  }

  /** Takes in a safe integer of more than 32 bits, such as a time in ms. */
  foldSafe(value: number): void {
    this.fold(value);
    this.fold(Math.floor(value / 0x1_0000_0000));
  }

  /** Takes in a text: its length, then its UTF-16 code units. */
  foldString(text: string): void {
    this.fold(text.length);
    for (let i = 0; i < text.length; i++) this.fold(text.charCodeAt(i));
  }

  /** The hash of everything so far; folding may go on. */
  value(): string {
    this.#takeIn();
    return this.#hash();
  }

  /** The hashes kept so far; number i was taken after (i + 1) · `checkpointEvery` folds. */
  get checkpoints(): readonly string[] {
    this.#takeIn();
    return this.#checkpoints;
  }

  #hash(): string {
    const low = mix(this.#a ^ mix(this.#taken));
    const high = mix(this.#b ^ low);
    return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
  }

  /** Takes in all that waits, with a halt at each checkpoint. */
  #takeIn(): void {
    const every = this.#checkpointEvery;
    let start = 0;
    while (start < this.#waiting) {
      const left = every > 0 ? every - (this.#taken % every) : rowLength;
      const end = Math.min(this.#waiting, start + left);
      this.#takePart(start, end);
      this.#taken += end - start;
      if (every > 0 && this.#taken % every === 0) this.#checkpoints.push(this.#hash());
      start = end;
    }
    this.#waiting = 0;
  }

  #takePart(start: number, end: number): void {
    const row = this.#row;
    let a = this.#a;
    let b = this.#b;
    // The added constants make a run of zeros visible; the rotations carry high bits to the low end.
    for (let n = start; n < end; n++) {
      a = (Math.imul(((a << 5) | (a >>> 27)) ^ row[n], 0x27d4eb2d) + 0x165667b1) | 0;
      b = Math.imul((((b << 13) | (b >>> 19)) + row[n]) | 0, 0x5bd1e995) ^ 0x3c6ef372;
    }
    this.#a = a;
    this.#b = b;
  }
}

/**
 * Where two runs part: the number of the first checkpoint that differs, or −1 where all checkpoints
 * that both have agree. With `every` folds between them, the runs differ first in one of the folds
 * number · every … (number + 1) · every − 1.
 */
export function firstDifference(one: readonly string[], other: readonly string[]): number {
  const common = Math.min(one.length, other.length);
  for (let i = 0; i < common; i++) if (one[i] !== other[i]) return i;
  return -1;
}
