// How far down each row lies, in heights of a row: by rank (one below the other), or by true time,
// where a longer wait is a longer way. Both ways round in constant time, and both append-stable:
// where a row lies follows from the rows above it alone.

export interface RowPlaces {
  /** Height of all rows together. */
  readonly length: number;
  /** The top of a row; of the row after the last, the end. */
  of(row: number): number;
  /** The row that a place lies in or after; 0 … rows - 1 where there are rows. */
  at(place: number): number;
  /** Rows above which a longer wait was cut short, ascending. */
  readonly breaks: readonly number[];
}

/** Rows one below the other. */
export function rankPlaces(rows: number): RowPlaces {
  return {
    length: rows,
    of: (row) => row,
    at: (place) => Math.max(0, Math.min(rows - 1, Math.floor(place))),
    breaks: [],
  };
}

/** Longer waits than this many rows are cut short and marked. */
export const waitMax = 24;
/** Places per entry of the index from places to rows: no more rows than this fit between two. */
const bucket = 16;

/**
 * Rows by true time: a wait of `msPerRow` is one row high, none is lower than that (so that no two
 * rows touch), and none is higher than `waitMax` rows.
 */
export function timePlaces(times: ArrayLike<number>, msPerRow: number): RowPlaces {
  const tops = new Float64Array(times.length + 1);
  const breaks: number[] = [];
  for (let row = 1; row < times.length; row++) {
    const wait = (times[row] - times[row - 1]) / msPerRow;
    if (wait > waitMax) breaks.push(row);
    tops[row] = tops[row - 1] + Math.max(1, Math.min(waitMax, wait));
  }
  if (times.length > 0) tops[times.length] = tops[times.length - 1] + 1;
  const length = tops[times.length];
  const starts = new Int32Array(Math.ceil(length / bucket) + 1);
  for (let row = times.length - 1; row >= 0; row--) starts[Math.ceil(tops[row] / bucket)] = row;
  // Entries between two rows lead to the row above: the search goes on from there.
  for (let at = 1; at < starts.length; at++) {
    if (starts[at] === 0) starts[at] = starts[at - 1];
  }
  const at = (place: number) => {
    let row = starts[Math.max(0, Math.min(starts.length - 1, Math.floor(place / bucket)))];
    while (row + 1 < times.length && tops[row + 1] <= place) row += 1;
    while (row > 0 && tops[row] > place) row -= 1;
    return row;
  };
  return { length, of: (row) => tops[row], at, breaks };
}

/** Half of all waits that are waits at all are shorter than this: a height that shows them. */
export function fittingMsPerRow(times: ArrayLike<number>): number {
  const waits: number[] = [];
  const step = Math.max(1, Math.floor(times.length / 10_000));
  for (let row = step; row < times.length; row += step) {
    const wait = times[row] - times[row - 1];
    if (wait > 0) waits.push(wait);
  }
  waits.sort((a, b) => a - b);
  return Math.max(1, waits[Math.floor(waits.length / 2)] ?? 1);
}
