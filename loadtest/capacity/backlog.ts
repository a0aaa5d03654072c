// Whether work piles up: a server whose backlog grows is over its capacity, even while every
// percentile still holds. Pure; probers say what their backlog is: open requests by Little's law,
// or events that were accepted and not yet persisted.
import type { SloVerdict } from "../slo.ts";

/** The backlog at a moment of the window. */
export interface BacklogRow {
  readonly atMs: number;
  /** Pieces of work that wait or are in work. */
  readonly size: number;
}

/** How the verdict is called among the thresholds. */
export const backlogName = "backlog<2%";
/** A server that leaves this share of all work undone is over its capacity. */
const shareMax = 0.02;
/** One-sided, about 1 in 100 for rows that know nothing of each other. */
const zMin = 2.33;
const rowsMin = 5;
/** Growth by less over the whole window is no backlog. */
const growthMin = 2;

/**
 * Judges the rows of a window: broken where the backlog grows by more than 2 % of the work that
 * comes in. The slope is the median of the slopes between all pairs of rows (Theil–Sen), which one
 * odd row does not move; that it grows at all is Kendall's test.
 * @param workPerSecond what comes in, in the unit of the rows
 */
export function judgeBacklog(rows: readonly BacklogRow[], workPerSecond: number): SloVerdict {
  const base = { slo: backlogName, limit: shareMax };
  if (rows.length < rowsMin || workPerSecond <= 0) {
    const detail = `the backlog needs ${rowsMin} rows of work, and there are ${rows.length}`;
    return { ...base, result: "unknown", detail };
  }
  const { perSecond, z } = slopeOf(rows);
  const value = perSecond / workPerSecond;
  const seconds = (rows[rows.length - 1].atMs - rows[0].atMs) / 1000;
  const grows = value >= shareMax && z >= zMin && perSecond * seconds >= growthMin;
  const [first, last] = [rows[0].size, rows[rows.length - 1].size].map((size) => size.toFixed(1));
  const detail = grows
    ? `${(100 * value).toFixed(1)} % of all work piles up: ${first} pieces at first, ${last} at last`
    : `the backlog stands: ${first} pieces at first, ${last} at last`;
  return { ...base, result: grows ? "broken" : "held", detail, value };
}

/** The slope in pieces per second, and the z of Kendall's test that there is one. */
export function slopeOf(rows: readonly BacklogRow[]): { perSecond: number; z: number } {
  const slopes: number[] = [];
  let rises = 0;
  for (let i = 0; i < rows.length; i++) {
    for (let j = i + 1; j < rows.length; j++) {
      const seconds = (rows[j].atMs - rows[i].atMs) / 1000;
      if (seconds <= 0) continue;
      slopes.push((rows[j].size - rows[i].size) / seconds);
      rises += Math.sign(rows[j].size - rows[i].size);
    }
  }
  const n = rows.length;
  const deviation = Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  return { perSecond: median(slopes), z: deviation === 0 ? 0 : rises / deviation };
}

/** The middle of some numbers; 0 of none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
