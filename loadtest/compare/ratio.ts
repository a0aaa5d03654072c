// How many times dearer one thing is than another, measured in pairs, and whether that is at most what
// is wanted. Pure: costs in, a ratio with an interval and a verdict out. What cannot be true is named
// and left out; where the interval holds the target, nobody can tell.
import { differenceInterval } from "./difference.ts";

/** One block: what both cost in it, in any unit. */
export interface CostPair {
  readonly bare: number;
  readonly with: number;
}

export interface RatioRules {
  /** The ratio that is wanted at most. */
  readonly most: number;
  /** The interval misses with at most this on either side. Default: 2.5 %. */
  readonly tail?: number;
}

export interface RatioAnswer {
  readonly verdict: "within" | "over" | "cannot tell";
  /** Why it cannot be told; empty otherwise. */
  readonly why: string;
  /** Ratio and the ends of its interval; missing where too few pairs can be believed. */
  readonly ratio?: number;
  readonly low?: number;
  readonly high?: number;
  /** Medians over the pairs that count. */
  readonly cost: CostPair;
  /** Pairs that count. */
  readonly pairs: number;
  readonly outliers: readonly Outlier[];
}

/** A cost that is absurd beside those of the same thing in the other blocks. */
export interface Outlier {
  /** Number of the block, from 0. */
  readonly block: number;
  readonly side: keyof CostPair;
  readonly cost: number;
  /** The cost as a multiple of its siblings' median. */
  readonly times: number;
}

/** Beyond such a multiple of its siblings' median, or below its inverse, a cost is not believed. */
const absurdTimes = 2;
/** Where more than this share of all pairs is absurd, the others are not believed either. */
const absurdShareMax = 0.25;

const sides = ["bare", "with"] as const;

/** The ratio of costs; never throws. */
export function ratioOf(
  pairs: readonly CostPair[],
  { most, tail = 0.025 }: RatioRules,
): RatioAnswer {
  const outliers = sides.flatMap((side) => outliersOf(pairs, side));
  const absurd = new Set(outliers.map(({ block }) => block));
  const good = pairs.filter((_pair, block) => !absurd.has(block));
  const cost = { bare: median(good.map((p) => p.bare)), with: median(good.map((p) => p.with)) };
  const known = { cost, pairs: good.length, outliers };
  const unsure = (why: string) => ({ verdict: "cannot tell", why, ...known }) as const;
  if (absurd.size > absurdShareMax * pairs.length) {
    return unsure(`${absurd.size} of ${pairs.length} pairs cannot be true`);
  }
  const logs = good.map((pair) => Math.log(pair.with / pair.bare));
  const interval = differenceInterval(logs, tail);
  if (interval === undefined) return unsure(`${good.length} pairs are too few`);
  const [low, high, ratio] = [interval.low, interval.high, interval.middle].map(Math.exp);
  const found = { ...known, ratio, low, high };
  if (high <= most) return { verdict: "within", why: "", ...found };
  if (low > most) return { verdict: "over", why: "", ...found };
  return { verdict: "cannot tell", why: "the interval holds the target", ...found };
}

function outliersOf(pairs: readonly CostPair[], side: keyof CostPair): Outlier[] {
  return pairs.flatMap((pair, block) => {
    const siblings = pairs.filter((_pair, n) => n !== block).map((other) => other[side]);
    const cost = pair[side];
    const times = cost / median(siblings);
    const absurd = !(times < absurdTimes && times > 1 / absurdTimes);
    return absurd && siblings.length > 0 ? [{ block, side, cost, times }] : [];
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
