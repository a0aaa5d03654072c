// A scale of time on which long quiet stretches are short. A run's story often takes seconds and
// the waiting after it minutes; on a plain scale the story would be a few pixels wide. Between the
// shortened stretches time runs evenly; each one is known as a break, so that it can be marked.

/** A stretch in which nothing was recorded and that is shown shorter than it was. */
export interface Break {
  readonly startMs: number;
  readonly endMs: number;
}

export class TimeScale {
  readonly endMs: number;
  /** Length of the whole scale in units; where nothing is shortened a unit is a millisecond. */
  readonly length: number;
  readonly breaks: readonly Break[];
  /** Units that each break is given. */
  private readonly breakUnits: number;

  constructor(endMs: number, breaks: readonly Break[], breakUnits: number) {
    this.endMs = endMs;
    this.breaks = breaks;
    this.breakUnits = breakUnits;
    const hidden = breaks.reduce((sum, gap) => sum + gap.endMs - gap.startMs - breakUnits, 0);
    this.length = endMs - hidden;
  }

  /** The place of a time, 0 … `length`. */
  toUnit(atMs: number): number {
    let hidden = 0;
    for (const { startMs, endMs } of this.breaks) {
      if (atMs <= startMs) break;
      const spanMs = endMs - startMs;
      if (atMs < endMs) return startMs - hidden + ((atMs - startMs) * this.breakUnits) / spanMs;
      hidden += spanMs - this.breakUnits;
    }
    return atMs - hidden;
  }

  /** The time at a place, in whole milliseconds: the inverse of `toUnit`. */
  toMs(unit: number): number {
    let hidden = 0;
    for (const { startMs, endMs } of this.breaks) {
      const start = startMs - hidden;
      if (unit <= start) break;
      const spanMs = endMs - startMs;
      if (unit < start + this.breakUnits) {
        return Math.floor(startMs + ((unit - start) * spanMs) / this.breakUnits);
      }
      hidden += spanMs - this.breakUnits;
    }
    return Math.floor(unit + hidden);
  }

  /** The stretches between breaks, in which time runs evenly. */
  stretches(): Break[] {
    const starts = [0, ...this.breaks.map(({ endMs }) => endMs)];
    const ends = [...this.breaks.map(({ startMs }) => startMs), this.endMs];
    return starts.map((startMs, at) => ({ startMs, endMs: ends[at] }));
  }
}

/** A stretch is quiet if it is this many times as long as all shorter ones together. */
const quietFactor = 2;
/** What is left of it, as a part of all that is not quiet. */
const quietShare = 0.12;
/** With fewer instants there is no story to make room for. */
const gapsMin = 5;

/** The scale of a run, from its distinct instants in ascending order. */
export function timeScale(moments: ArrayLike<number>, endMs: number): TimeScale {
  const lengths = new Float64Array(Math.max(0, moments.length - 1));
  for (let at = 0; at < lengths.length; at++) lengths[at] = moments[at + 1] - moments[at];
  let shorter = 0;
  const quietMs = lengths
    .slice()
    .sort()
    .find((length, at) => {
      if (at >= gapsMin && length > quietFactor * shorter) return true;
      shorter += length;
      return false;
    });
  if (quietMs === undefined) return new TimeScale(endMs, [], 0);
  const quiet: Break[] = [];
  lengths.forEach((length, at) => {
    if (length >= quietMs) quiet.push({ startMs: moments[at], endMs: moments[at + 1] });
  });
  return new TimeScale(endMs, quiet, Math.max(1, Math.round(shorter * quietShare)));
}

const known = new WeakMap<ArrayLike<number> & object, TimeScale>();

/** The scale of a run, worked out once for its list of moments. */
export function scaleOf({ moments, endMs }: { moments: Float64Array; endMs: number }): TimeScale {
  const found = known.get(moments) ?? timeScale(moments, endMs);
  known.set(moments, found);
  return found;
}

/** The times at which a scale is cut into equal parts, from 0 to its end. */
export function partsOf(scale: TimeScale, parts: number): Float64Array {
  const edges = Float64Array.from({ length: parts + 1 }, (_, at) => {
    return scale.toMs((scale.length * at) / parts);
  });
  edges[parts] = scale.endMs;
  return edges;
}
