import { describe, expect, test } from "vitest";
import { ratioOf, type CostPair } from "../../../loadtest/compare/ratio.ts";
import { stream } from "../../../sim/engine/stream.ts";

/** Pairs whose true ratio is known, on a machine that slows both of a pair now and then. */
function pairsOf(trueRatio: number, { seed, count = 8 }: { seed: number; count?: number }) {
  const from = stream({ low: seed, high: 7 }, "noise");
  const noise = (n: number) => 1 + 0.1 * (from.at(n) / 2 ** 32 - 0.5);
  return Array.from({ length: count }, (_unused, n): CostPair => {
    const slow = 1 + 0.4 * (from.at(1000 + n) / 2 ** 32);
    return { bare: 0.1 * slow * noise(2 * n), with: 0.1 * trueRatio * slow * noise(2 * n + 1) };
  });
}

describe("the ratio of two costs", () => {
  test("its interval holds the truth, and verdicts are right, nearly always", () => {
    let [held, within, over, wrong] = [0, 0, 0, 0];
    for (let seed = 0; seed < 200; seed++) {
      const low = ratioOf(pairsOf(1.15, { seed }), { most: 1.3 });
      const high = ratioOf(pairsOf(1.5, { seed }), { most: 1.3 });
      if (low.low! <= 1.15 && low.high! >= 1.15) held++;
      if (low.verdict === "within") within++;
      if (high.verdict === "over") over++;
      if (low.verdict === "over" || high.verdict === "within") wrong++;
    }
    expect(held).toBeGreaterThan(180);
    expect(within).toBeGreaterThan(190);
    expect(over).toBeGreaterThan(190);
    expect(wrong).toBe(0);
  });

  test("at the target nobody can tell", () => {
    const answer = ratioOf(pairsOf(1.3, { seed: 3 }), { most: 1.3 });
    expect(answer).toMatchObject({ verdict: "cannot tell", why: "the interval holds the target" });
    expect(answer.low).toBeLessThan(1.3);
    expect(answer.high).toBeGreaterThan(1.3);
  });

  test("a bare loop at a quarter of its siblings' cost is named and left out", () => {
    const pairs = pairsOf(1.15, { seed: 1 });
    const spoilt = pairs.map((pair, n) => (n === 2 ? { ...pair, bare: pair.bare / 4 } : pair));
    const answer = ratioOf(spoilt, { most: 1.3 });
    expect(answer.outliers).toEqual([
      { block: 2, side: "bare", cost: spoilt[2].bare, times: expect.closeTo(0.25, 1) as number },
    ]);
    expect(answer).toMatchObject({ verdict: "within", pairs: 7 });
    expect(answer.ratio).toBeCloseTo(1.15, 1);
  });

  test("nothing is said where much is absurd, nothing was measured, or pairs are few", () => {
    const pairs = pairsOf(1.15, { seed: 1 });
    const spoilt = pairs.map((pair, n) => (n < 3 ? { ...pair, bare: pair.bare / 4 } : pair));
    expect(ratioOf(spoilt, { most: 1.3 })).toMatchObject({
      verdict: "cannot tell",
      why: "3 of 8 pairs cannot be true",
    });
    const broken = pairs.map((pair, n) => (n === 0 ? { ...pair, with: NaN } : pair));
    expect(ratioOf(broken, { most: 1.3 }).outliers).toHaveLength(1);
    expect(ratioOf(pairs.slice(0, 4), { most: 1.3 }).why).toBe("4 pairs are too few");
    expect(ratioOf([], { most: 1.3 }).verdict).toBe("cannot tell");
  });
});
