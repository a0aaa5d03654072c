// The engine's chance: streams (stream.ts), and how a seed of any text becomes two numbers. This is
// the one file that imports seedrandom, and it does so for nothing else.
import seedrandom from "seedrandom";
import type { Seed } from "./stream.ts";

export {
  below,
  bound,
  chance,
  checkRatio,
  denominatorMax,
  mix,
  pick,
  shuffleInto,
  stream,
  Stream,
  type Ratio,
  type Seed,
} from "./stream.ts";

/**
 * The two numbers of a seed. A number and its decimal text are the same seed, so a seed may be typed
 * on a command line or be a commit hash.
 *
 * @throws RangeError for a number that is not a safe integer.
 * @example seedHash(7); seedHash("7"); seedHash("3f2a9c…")
 */
export function seedHash(seed: string | number): Seed {
  if (typeof seed === "number" && !Number.isSafeInteger(seed)) {
    throw new RangeError(`A seed is a text or a safe integer, not ${seed}.`);
  }
  // The library repeats a short text until its key is full, so that "1" and "11" would be one seed;
  // with its length in front no text is a repetition of another.
  const text = String(seed);
  const source = seedrandom(`${text.length}:${text}`);
  return { low: source.int32() >>> 0, high: source.int32() >>> 0 };
}
