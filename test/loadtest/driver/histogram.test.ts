import fc from "fast-check";
import { expect, test } from "vitest";
import { Histogram } from "../../../loadtest/driver/histogram.ts";

const times = fc.array(fc.integer({ min: 0, max: 60_000_000 }).map((micros) => micros / 1000));
const of = (list: readonly number[]) => {
  const histogram = new Histogram();
  for (const ms of list) histogram.record(ms);
  return histogram;
};

test("histograms of parts add up to the histogram of the whole, also by way of text", () => {
  fc.assert(
    fc.property(times, times, (a, b) => {
      const sum = Histogram.parse(of(a).toJSON());
      sum.add(Histogram.parse(of(b).toJSON()));
      const whole = of([...a, ...b]);
      expect(sum.count).toBe(whole.count);
      for (const quantile of [0, 0.5, 0.95, 0.99, 1]) {
        expect(sum.quantileMs(quantile)).toBe(whole.quantileMs(quantile));
      }
    }),
    { numRuns: 50, seed: 7 },
  );
});

test("quantiles are within a thousandth of the sorted list's", () => {
  const list = Array.from({ length: 1_000 }, (_unused, n) => (n * 7919) % 1_000);
  const histogram = of(list.map((ms) => ms + 1));
  for (const quantile of [0.1, 0.5, 0.9, 0.99]) {
    expect(histogram.quantileMs(quantile)).toBeCloseTo(quantile * 1_000, -0.5);
  }
  expect(histogram.maxMs).toBeCloseTo(1_000, -0.5);
  // A report that says "p99 545 ms, longest 544 ms" is not believed.
  for (const ms of [544.3, 564.9, 1_274.4, 59_999]) {
    const one = of([ms / 2, ms]);
    expect(one.maxMs).toBeGreaterThanOrEqual(one.quantileMs(0.99)!);
  }
});

test("an empty one has no quantiles, and what is out of bounds counts at the bound", () => {
  expect([new Histogram().quantileMs(0.5), new Histogram().toJSON()]).toEqual([undefined, ""]);
  const histogram = of([-5, 1e9]);
  expect(histogram.count).toBe(2);
  expect(histogram.quantileMs(0)).toBe(0);
});
