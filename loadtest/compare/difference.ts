// How much one of two differs from the other, as an interval without any distribution assumed. Takes
// the differences of pairs: one for each block in which both were measured, in random order.
//
// The means of all non-empty subsets of n such differences cut the line into 2ⁿ pieces, and the true
// difference lies in each with the same probability (Hartigan's typical values). Needed is only that
// a pair's difference is as likely too high as too low by any amount; the random order within each
// block provides that for two that are the same, whatever drifts meanwhile.

/** An interval of differences. */
export interface DifferenceInterval {
  readonly low: number;
  readonly high: number;
  /** The median of the subset means. */
  readonly middle: number;
}

/** More pairs would need more memory than they are worth: 2¹⁶ means. */
export const pairsMax = 16;

/**
 * The interval that misses with at most `tail` on either side.
 * @returns undefined where there are too few pairs for that
 */
export function differenceInterval(
  differences: readonly number[],
  tail: number,
): DifferenceInterval | undefined {
  const pairs = differences.slice(0, pairsMax);
  const pieces = 2 ** pairs.length;
  const cut = Math.floor(tail * pieces);
  if (cut < 1) return undefined;
  const means = subsetMeans(pairs);
  return {
    low: means[cut - 1],
    high: means[means.length - cut],
    middle: means[means.length >> 1],
  };
}

/** How many pairs an interval with such tails needs. */
export function pairsNeeded(tail: number): number {
  return Math.ceil(Math.log2(1 / tail));
}

/** The means of all non-empty subsets, rising. */
function subsetMeans(values: readonly number[]): Float64Array {
  const count = 2 ** values.length;
  const sums = new Float64Array(count);
  const sizes = new Uint8Array(count);
  for (let subset = 1; subset < count; subset++) {
    // A subset is a smaller one and its highest member.
    const top = 31 - Math.clz32(subset);
    const rest = subset ^ (1 << top);
    sums[subset] = sums[rest] + values[top];
    sizes[subset] = sizes[rest] + 1;
  }
  return sums
    .subarray(1)
    .map((sum, n) => sum / sizes[n + 1])
    .sort();
}
