// A rolling 64-bit hash over the integers of a run: two runs that did the same have the same hash.
// It finds differences; it is no protection against someone who wants to forge one.
import { mix } from "./random.ts";

/**
 * Folds integers, in order, into 16 hex digits.
 *
 * @example
 * const hash = new TraceHash();
 * hash.fold(7);
 * hash.value(); // 16 hex digits
 */
export class TraceHash {
  /** How many integers were folded. */
  folds = 0;
  readonly #lanes = Int32Array.of(0x2545f491, 0x6c078965);
  readonly #checkpointEvery: number;
  #untilCheckpoint: number;
  readonly #checkpoints: string[] = [];

  /** `checkpointEvery`: keep the hash after every so many folds (default: 0, never). */
  constructor(options: { checkpointEvery?: number } = {}) {
    this.#checkpointEvery = options.checkpointEvery ?? 0;
    this.#untilCheckpoint = this.#checkpointEvery;
  }

  /** Takes in one integer; only its 32 low bits count. */
  fold(value: number): void {
    const lanes = this.#lanes;
    const a = lanes[0];
    const b = lanes[1];
    // The added constants make a run of zeros visible; the rotations carry high bits to the low end.
    lanes[0] = Math.imul(((a << 5) | (a >>> 27)) ^ value, 0x27d4eb2d) + 0x165667b1;
    lanes[1] = Math.imul(((b << 13) | (b >>> 19)) + value, 0x5bd1e995) ^ 0x3c6ef372;
    this.folds++;
    if (--this.#untilCheckpoint === 0) this.#keep();
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
    const low = mix(this.#lanes[0] ^ mix(this.folds));
    const high = mix(this.#lanes[1] ^ low);
    return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
  }

  /** The hashes kept so far; number i was taken after (i + 1) · `checkpointEvery` folds. */
  get checkpoints(): readonly string[] {
    return this.#checkpoints;
  }

  #keep(): void {
    this.#untilCheckpoint = this.#checkpointEvery;
    this.#checkpoints.push(this.value());
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
