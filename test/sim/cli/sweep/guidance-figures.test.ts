import { expect, test } from "vitest";
import {
  catchesOf,
  coverage,
  meanOf,
  type Arm,
} from "../../../../sim/cli/sweep/guidance-figures.ts";

const arm = (...novel: number[]): Arm => novel.map((one) => ({ novel: one, deliveries: 10 }));

test("coverage adds up", () => {
  expect(coverage(arm(3, 0, 2))).toEqual([3, 3, 5]);
});

test("a mean comes with Student's interval; of one value nothing is known", () => {
  const { mean, low, high } = meanOf([1, 2, 3]);
  expect(mean).toBe(2);
  expect([low, high].map((value) => value.toFixed(3))).toEqual(["-0.484", "4.484"]);
  expect(meanOf([5])).toEqual({ mean: 5, low: -Infinity, high: Infinity });
});

test("shares are of the runs and the work that blind seeds needed", () => {
  const pair = { blind: arm(1, 1, 1, 1), guided: arm(1, 3, 0, 0) };
  const [quarter, half, all] = catchesOf([pair, pair]);
  expect([quarter.blindRuns, half.blindRuns, all.blindRuns]).toEqual([1, 2, 4]);
  expect(all).toMatchObject({ guidedRuns: [2, 2], runs: { mean: 0.5 }, work: { mean: 0.5 } });
  expect(half).toMatchObject({ guidedRuns: [2, 2], runs: { mean: 1 } });
});

test("a guided sweep that never gets there is named, and counts whole", () => {
  const pair = { blind: arm(5, 5), guided: arm(1, 1) };
  const all = catchesOf([pair, pair])[2];
  expect(all).toMatchObject({ guidedRuns: [undefined, undefined], runs: { mean: 1 } });
});

test("blind seeds that find nothing new for long had reached as much before", () => {
  const pair = { blind: arm(4, 0, 0, 0), guided: arm(4, 9, 9, 9) };
  expect(catchesOf([pair, pair])[2]).toMatchObject({ guidedRuns: [1, 1], runs: { mean: 1 } });
});
