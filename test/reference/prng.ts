// A small pseudo-random generator for made-up rooms: the same seed gives the same draws on every
// machine. Not for anything that must be unpredictable.

/** A stream of draws. */
export interface Prng {
  /** An integer from 0 up to but not including `bound`. */
  below(bound: number): number;
  /** True in `parts` of `whole` cases. */
  chance(parts: number, whole: number): boolean;
  /** One of the items; throws on an empty list. */
  pick<T>(items: readonly T[]): T;
  /** 43 characters like the unpadded URL-safe base64 of 32 bytes. */
  hash(): string;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/**
 * A generator for a seed (splitmix32).
 * @example prng(7).below(6) // the same die for everybody
 */
export function prng(seed: number): Prng {
  let state = seed | 0;
  function next(): number {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }
  const below = (bound: number): number => next() % bound;
  return {
    below,
    chance: (parts, whole) => below(whole) < parts,
    pick<T>(items: readonly T[]): T {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error("nothing to pick from");
      return item;
    },
    hash() {
      let text = "";
      for (let n = 0; n < 42; n++) text += alphabet[below(64)];
      // The last of 43 characters holds four bits of hash and two zero bits.
      return text + alphabet[below(16) * 4];
    },
  };
}
