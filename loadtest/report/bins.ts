// Times of a run's rows, put together where a second holds too few for a percentile, so that a seldom
// thing is a line and not a sky of dots. Exact, because histograms are added. Called by plots.ts.
import { Histogram } from "../driver/histogram.ts";
import type { SeriesRow } from "../driver/result.ts";

export interface Bin {
  /** Its middle, in ms after the start of the load. */
  readonly atMs: number;
  readonly times: Histogram;
}

export interface Binned {
  /** Length of a bin; that of a row where rows are full enough. */
  readonly lengthMs: number;
  readonly bins: readonly Bin[];
}

/** How many rows a bin may take together. */
const rowsTogether = [1, 2, 5, 10, 15, 30, 60, 120, 300];
/** At least so many bins: fewer would say nothing about when. */
const binsMin = 6;

/**
 * The shortest bins of which, from the first to the last that holds a time, at most a tenth are empty
 * and half hold more than one; else the longest that still show when something was.
 * @example binned(result.series, "lag").lengthMs // 5_000
 */
export function binned(series: readonly SeriesRow[], of: "latency" | "lag"): Binned {
  const rowMs = Math.max(1, ...series.map(({ lengthMs }) => lengthMs));
  const some = rowsTogether.filter((n) => n === 1 || series.length >= n * binsMin);
  const candidates = some.map((n) => binnedBy(n * rowMs, series, of));
  return candidates.find(({ bins }) => isFull(bins)) ?? candidates[candidates.length - 1];
}

function binnedBy(lengthMs: number, series: readonly SeriesRow[], of: "latency" | "lag"): Binned {
  const groups = new Map<number, SeriesRow[]>();
  for (const row of series) {
    const number = Math.floor(row.atMs / lengthMs);
    const group = groups.get(number);
    if (group === undefined) groups.set(number, [row]);
    else group.push(row);
  }
  return { lengthMs, bins: [...groups.values()].map((rows) => binOf(rows, of)) };
}

function binOf(rows: readonly SeriesRow[], of: "latency" | "lag"): Bin {
  const times = new Histogram();
  for (const row of rows) times.add(row[of]);
  const last = rows[rows.length - 1];
  return { atMs: (rows[0].atMs + last.atMs + last.lengthMs) / 2, times };
}

function isFull(bins: readonly Bin[]): boolean {
  const first = bins.findIndex(({ times }) => times.count > 0);
  const last = bins.findLastIndex(({ times }) => times.count > 0);
  if (first < 0) return true;
  const counts = bins.slice(first, last + 1).map(({ times }) => times.count);
  const empty = counts.filter((count) => count === 0).length;
  const more = counts.filter((count) => count > 1).length;
  return empty <= counts.length / 10 && more * 2 >= counts.length;
}
