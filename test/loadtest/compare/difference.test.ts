import { describe, expect, test } from "vitest";
import { seedHash, stream } from "../../../sim/engine/random.ts";
import { differenceInterval, pairsNeeded } from "../../../loadtest/compare/difference.ts";

const draws = stream(seedHash("differences"), "draws");
/** Symmetric about 0, with heavy tails. */
const heavy = (n: number, k: number) => {
  const u = (draws.at2(n, k) + 0.5) / 0x1_0000_0000 - 0.5;
  return Math.sign(u) * (1 / (1 - 1.99 * Math.abs(u)) - 1);
};
const lists = (count: number, size: number, shift = 0) =>
  Array.from({ length: count }, (_u, n) =>
    Array.from({ length: size }, (_v, k) => heavy(n, k) + shift),
  );

describe("the interval of a difference", () => {
  test("misses the truth at the stated rate, on either side, whatever the distribution", () => {
    const [count, tail] = [4_000, 0.05];
    const found = lists(count, 8, 3).map((list) => differenceInterval(list, tail)!);
    const above = found.filter(({ low }) => low > 3).length / count;
    const below = found.filter(({ high }) => high < 3).length / count;
    // 12 of 256 pieces lie outside on each side: 4.7 %, ± three standard errors of 0.33 %.
    for (const share of [above, below]) expect(Math.abs(share - 12 / 256)).toBeLessThan(0.011);
  });

  test("of three pairs with the widest tails is between the smallest and the largest", () => {
    expect(differenceInterval([3, 1, 2], 1 / 8)).toEqual({ low: 1, high: 3, middle: 2 });
  });

  test("needs enough pairs, and says how many", () => {
    expect(pairsNeeded(0.05)).toBe(5);
    expect(differenceInterval([1, 2, 3, 4], 0.05)).toBeUndefined();
    expect(differenceInterval([1, 2, 3, 4, 5], 0.05)).toBeDefined();
  });
});
