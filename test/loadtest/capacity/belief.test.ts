import { describe, expect, test } from "vitest";
import { Belief, beliefAfter } from "../../../loadtest/capacity/belief.ts";

const bounds = { rateMin: 0.1, rateMax: 200 };
const at = (rate: number, over: boolean) => ({ rate, over });

describe("the belief about a knee", () => {
  test("narrows around the edge between what held and what was over", () => {
    const few = [at(8, false), at(16, true)];
    const many = [...few, ...few, at(10, false), at(14, true), at(10, false), at(14, true)];
    const [wide, narrow] = [few, many].map((list) => beliefAfter(bounds, list).interval(0.95));
    expect(narrow.low).toBeGreaterThan(wide.low);
    expect(narrow.high).toBeLessThan(wide.high);
    expect(narrow.low).toBeGreaterThan(8);
    expect(narrow.high).toBeLessThan(16);
  });

  test("one spoilt probe far below the edge does not move it there", () => {
    const good = [8, 9, 10, 11].flatMap((rate) => [at(rate, false), at(rate + 6, true)]);
    const knee = beliefAfter(bounds, [...good, at(2, true), ...good]).quantile(0.5);
    expect(knee).toBeGreaterThan(9);
    expect(knee).toBeLessThan(16);
  });

  test("what others may have put over says less against a rate, and what held says as much", () => {
    const seen = [at(16, false), at(8, true), at(8, true), at(40, true)];
    const knee = (spoilt: number) =>
      beliefAfter(
        bounds,
        seen.map((one) => ({ ...one, spoilt })),
      ).quantile(0.5);
    expect(knee(0.8)).toBeGreaterThan(1.2 * knee(0.03));
    expect(knee(0.8)).toBeGreaterThan(16);
  });

  test("a knee that wanders leaves a wider interval than one that stands", () => {
    const rates = [8, 9, 10, 11, 12, 13, 14];
    const stands = rates.map((rate) => at(rate, rate > 11));
    const wanders = rates.map((rate, n) => at(rate, n % 2 === 1));
    const widthOf = (list: typeof stands) => {
      const { low, high } = beliefAfter(bounds, [at(1, false), at(100, true), ...list]).interval(
        0.95,
      );
      return high / low;
    };
    expect(widthOf(wanders)).toBeGreaterThan(1.5 * widthOf(stands));
  });

  test("quantiles, shares below and intervals agree with each other", () => {
    const belief = beliefAfter(bounds, [at(4, false), at(20, true), at(9, false)]);
    for (const share of [0.05, 0.3, 0.5, 0.9]) {
      expect(belief.below(belief.quantile(share))).toBeCloseTo(share, 6);
    }
    expect(belief.rateWithRisk(0.1)).toBeLessThan(belief.quantile(0.5));
    expect(belief.belowOther(belief, 1)).toBeCloseTo(0.5, 1);
  });

  test("a falling knee is seen as a drift, and the interval is that of now", () => {
    // The knee falls from 20 by 3 % a probe; probes straddle it.
    const list = Array.from({ length: 40 }, (_unused, n) => {
      const knee = 20 * Math.exp(-0.03 * n);
      return at(knee * (n % 2 === 0 ? 0.9 : 1.1), n % 2 === 1);
    });
    const belief = beliefAfter(bounds, list);
    expect(belief.drift().probability).toBeGreaterThan(0.9);
    expect(belief.drift().perProbe).toBeLessThan(-0.015);
    const { low, high } = belief.interval(0.95);
    const now = 20 * Math.exp(-0.03 * 39);
    expect(low).toBeLessThan(now);
    expect(high).toBeGreaterThan(now);
    expect(high).toBeLessThan(9);
  });

  test("what it remembers changes nothing: the same probes give the same belief in any order of asking", () => {
    const list = [at(4, false), at(20, true), at(9, false), at(12, true)];
    beliefAfter(bounds, [at(1, true)]);
    const once = list.reduce((belief, sighting) => belief.after(sighting), Belief.before(bounds));
    const ends = list.map((_unused, n) => beliefAfter(bounds, list.slice(0, n + 1)).quantile(0.5));
    expect(beliefAfter(bounds, list).quantile(0.5)).toBe(once.quantile(0.5));
    beliefAfter({ rateMin: 1, rateMax: 50 }, list);
    expect(
      list.map((_unused, n) => beliefAfter(bounds, list.slice(0, n + 1)).quantile(0.5)),
    ).toEqual(ends);
  });
});
