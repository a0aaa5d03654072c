// Rows of seldom things are put together until they are a line; full rows stay as they are.
import { expect, test } from "vitest";
import { Histogram } from "../../../loadtest/driver/histogram.ts";
import type { SeriesRow } from "../../../loadtest/driver/result.ts";
import { binned } from "../../../loadtest/report/bins.ts";

/** A row a second with so many lags of 10 ms, then 20 ms, and so on. */
function rowsOf(counts: readonly number[], firstMs = 0): SeriesRow[] {
  return counts.map((count, n) => {
    const lag = new Histogram(2);
    for (let each = 1; each <= count; each++) lag.record(each * 10);
    return {
      ...{ atMs: firstMs + n * 1_000, lengthMs: 1_000, started: 0, dropped: 0, inFlight: 0 },
      ...{ requests: 0, failed: 0, latency: new Histogram(2), lag },
    };
  });
}

/** A lag in every n-th second. */
const every = (n: number, seconds: number, count = 2) =>
  rowsOf(Array.from({ length: seconds }, (_unused, second) => (second % n === 0 ? count : 0)));

const countsOf = (rows: readonly SeriesRow[]) =>
  binned(rows, "lag").bins.map(({ times }) => times.count);

test("rows that hold enough stay as they are", () => {
  const { lengthMs, bins } = binned(every(1, 30), "lag");
  expect(lengthMs).toBe(1_000);
  expect(bins.map(({ atMs }) => atMs).slice(0, 3)).toEqual([500, 1_500, 2_500]);
});

test("seldom times are put together until few bins are empty, and none is lost", () => {
  const { lengthMs, bins } = binned(every(4, 60), "lag");
  expect(lengthMs).toBe(5_000);
  expect(bins).toHaveLength(12);
  expect(bins.reduce((sum, { times }) => sum + times.count, 0)).toBe(30);
  expect(bins[1].atMs).toBe(7_500);
  // The first bin holds 10 and 20 ms of two seconds.
  expect([bins[0].times.count, bins[0].times.quantileMs(1)]).toEqual([4, bins[0].times.maxMs]);
  expect(bins[0].times.maxMs).toBeCloseTo(20, 0);
});

test("one time a row is no percentile: two rows are one bin", () => {
  expect(countsOf(every(1, 20, 1))).toEqual(Array.from({ length: 10 }, () => 2));
});

test("before the first and after the last time bins may be empty", () => {
  const rows = rowsOf([0, 0, 0, 0, 0, 0, 3, 3, 3, 3, 0, 0, 0, 0, 0, 0]);
  expect(binned(rows, "lag").lengthMs).toBe(1_000);
});

test("where times are too seldom for any line, bins still show when they were", () => {
  const { lengthMs, bins } = binned(rowsOf([1, ...Array<number>(38).fill(0), 1]), "lag");
  expect([lengthMs, bins.length]).toEqual([5_000, 8]);
});

test("nothing is nothing, and rows before the load have bins of their own", () => {
  expect(binned([], "lag").bins).toEqual([]);
  expect(binned(every(1, 3, 0), "lag").lengthMs).toBe(1_000);
  const { lengthMs, bins } = binned(rowsOf(Array<number>(20).fill(1), -2_000), "lag");
  expect([lengthMs, bins[0].atMs, bins[1].atMs]).toEqual([2_000, -1_000, 1_000]);
});
