// Chance without a state: every draw is a hash of (seed, stream name, entity, index), so leaving out
// one message, node or fault moves no other draw. Integers only, and no library, so that the same
// draws are made in Node, in a browser and in k6. How a text becomes a seed is random.ts's business.

import { drawWatch } from "./draw-watch.ts";

/** A seed as two unsigned 32-bit integers. */
export interface Seed {
  readonly low: number;
  readonly high: number;
}

/** A probability as a ratio of integers, 0 ≤ numerator ≤ denominator ≤ `denominatorMax`. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

/** The largest denominator of a ratio; up to here `chance` is exact in 53 bits. */
export const denominatorMax = 1 << 20;

/**
 * One named source of draws. `entity` tells apart nodes, rooms or whatever has draws of its own
 * (default: 0).
 *
 * @example
 * const loss = stream(seedHash(7), "loss");
 * chance(loss.at2(message, recipient), 1, 100); // one in a hundred
 */
export function stream(seed: Seed, name: string, entity = 0): Stream {
  let low = seed.low | 0;
  let high = seed.high | 0;
  for (let i = 0; i < name.length; i++) {
    const unit = name.charCodeAt(i);
    low = scramble(low + unit);
    high = scramble((high ^ low) + unit);
  }
  low = scramble(low + entity);
  // The length and the crossing of both halves keep "a", "aa" and neighbouring entities far apart.
  high = scramble((high ^ low) + name.length);
  return new Stream(low, high, { name, entity });
}

/** A source of draws; made by `stream`. Every method is pure, every index is a u32. */
export class Stream {
  readonly #start: number;
  readonly #end1: number;
  readonly #end2: number;
  readonly #end3: number;
  readonly #label: { readonly name: string; readonly entity: number };

  constructor(low: number, high: number, label: { name: string; entity: number }) {
    this.#label = label;
    this.#start = low | 0;
    // Each number of indices has an end of its own, so that at(n) tells nothing about at2(n, 0).
    this.#end1 = scramble(high + 1);
    this.#end2 = scramble(high + 2);
    this.#end3 = scramble(high + 3);
  }

  /** The n-th draw, a u32. */
  at(n: number): number {
    if (drawWatch !== undefined) this.#tell(n);
    return scramble(scramble(this.#start + n) ^ this.#end1) >>> 0;
  }

  /** The draw of a pair of indices, for example (message, recipient), a u32. */
  at2(n: number, m: number): number {
    if (drawWatch !== undefined) this.#tell(n, m);
    return scramble(scramble(scramble(this.#start + n) + m) ^ this.#end2) >>> 0;
  }

  /** The draw of three indices, for example (from, to, message number), a u32. */
  at3(n: number, m: number, k: number): number {
    if (drawWatch !== undefined) this.#tell(n, m, k);
    return this.ofHead(this.head(n, m), k);
  }

  /** The part of `at3` that needs no third index, for many draws that share the first two. */
  head(n: number, m: number): number {
    return scramble(scramble(this.#start + n) + m);
  }

  /** Completes a head: `ofHead(head(n, m), k)` is `at3(n, m, k)`, told to nobody. */
  ofHead(head: number, k: number): number {
    return scramble(scramble(head + k) ^ this.#end3) >>> 0;
  }

  #tell(...indices: number[]): void {
    drawWatch?.(this.#label.name, this.#label.entity, indices);
  }
}

/** A bijection of the u32 in which every bit of the input moves every bit of the output. */
export function mix(value: number): number {
  return scramble(value) >>> 0;
}

/** An integer 0 … k − 1 from a u32: the whole part of u32 · k / 2³², exact for 1 ≤ k ≤ 2³². */
export function below(u32: number, k: number): number {
  const high = u32 >>> 16;
  const low = u32 & 0xffff;
  if (k <= 0x10000) return (high * k + ((low * k) >>> 16)) >>> 16;
  // The same sum, whose parts stay under 2⁴⁹ and are therefore exact as numbers.
  return Math.floor((high * k + Math.floor((low * k) / 0x10000)) / 0x10000);
}

/** True for exactly the share numerator / denominator of all u32 (rounded up to a whole one). */
export function chance(u32: number, numerator: number, denominator: number): boolean {
  // Both products stay under 2⁵³ because of `denominatorMax`.
  return u32 * denominator < numerator * 0x1_0000_0000;
}

/** The number under which a u32 says yes to a ratio: `u32 < bound(ratio)` is the same as `chance`. */
export function bound(ratio: Ratio): number {
  return Math.ceil((ratio.numerator * 0x1_0000_0000) / ratio.denominator);
}

/**
 * Checks a ratio that a user wrote.
 *
 * @throws RangeError that names `what`, for example "loss".
 */
export function checkRatio(what: string, ratio: Ratio): void {
  const { numerator, denominator } = ratio;
  const whole = Number.isInteger(numerator) && Number.isInteger(denominator);
  const ordered = numerator >= 0 && numerator <= denominator;
  if (!whole || !ordered || denominator < 1 || denominator > denominatorMax) {
    throw new RangeError(
      `${what} is ${numerator}/${denominator}; ` +
        `it needs integers with 0 ≤ numerator ≤ denominator ≤ ${denominatorMax}.`,
    );
  }
}

/** One of the items, each as likely as the others; the list must not be empty. */
export function pick<Item>(u32: number, items: ArrayLike<Item>): Item {
  return items[below(u32, items.length)];
}

/**
 * Writes the source to the front of `target` in random order. The order is a pure function of the
 * stream, `n` and the source's length. Source and target may be the same array.
 */
export function shuffleInto(
  target: Int32Array,
  source: ArrayLike<number>,
  from: Stream,
  n: number,
): void {
  const count = source.length;
  for (let i = 0; i < count; i++) target[i] = source[i];
  for (let i = count - 1; i > 0; i--) {
    const j = below(from.at2(n, i), i + 1);
    const kept = target[i];
    target[i] = target[j];
    target[j] = kept;
  }
}

/** MurmurHash3's 32-bit finaliser: five steps, each of which can be undone. Takes and gives i32. */
function scramble(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
