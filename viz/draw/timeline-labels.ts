// Where labels stand on the strip behind the time slider so that none covers another: each inside the
// stretch that it names, as near to the middle as there is room, in the first row that has any. Numbers
// only; timeline.ts draws.

/** A stretch across the strip, in pixels. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface Place {
  /** The middle of the label. */
  readonly x: number;
  /** 0 is the upper row. */
  readonly row: number;
}

/** Rows of labels, and what is taken of them. */
export class LabelRows {
  readonly #rows: Stretch[][];
  readonly #gap: number;

  /** @param gap least distance between two labels in pixels */
  constructor(rows: number, gap: number) {
    this.#rows = Array.from({ length: rows }, () => []);
    this.#gap = gap;
  }

  /**
   * Takes room for a label inside a stretch; undefined where there is none.
   * @param width of the label in pixels
   * @param rows how many rows may be tried (default: all)
   */
  take(width: number, { from, to }: Stretch, rows = this.#rows.length): Place | undefined {
    const middle = (from + to) / 2;
    for (const [row, taken] of this.#rows.slice(0, rows).entries()) {
      const places = this.#gaps(taken, { from, to })
        .filter((gap) => gap.to - gap.from >= width)
        .map((gap) => Math.max(gap.from + width / 2, Math.min(gap.to - width / 2, middle)))
        .sort((one, other) => Math.abs(one - middle) - Math.abs(other - middle));
      if (places.length === 0) continue;
      const [x] = places;
      taken.push({ from: x - width / 2, to: x + width / 2 });
      taken.sort((one, other) => one.from - other.from);
      return { x, row };
    }
    return undefined;
  }

  /** What is free of a stretch. */
  #gaps(taken: readonly Stretch[], { from, to }: Stretch): Stretch[] {
    const gaps: Stretch[] = [];
    let free = from;
    for (const one of taken) {
      if (one.from - this.#gap > free)
        gaps.push({ from: free, to: Math.min(to, one.from - this.#gap) });
      free = Math.max(free, one.to + this.#gap);
    }
    if (free < to) gaps.push({ from: free, to });
    return gaps;
  }
}
