// Things that reach from one row to a later one (edges, requests), indexed so that those which touch
// a window of rows are found without looking at all: by the row in which they end, and by the block
// borders that long ones cross.

/** Rows in a block. A long span is noted once for each block border that it crosses. */
const blockRows = 128;

/** Spans as columns, in the order of the rows in which they end. */
export interface SpanColumns {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** What an index is made of, for handing it from thread to thread. */
export interface SpanParts {
  readonly ends: Int32Array;
  readonly blockStarts: Int32Array;
  readonly crossing: Int32Array;
}

export class SpanIndex {
  private readonly spans: SpanColumns;
  /** The spans that end in row `r` are `ends[r]` … `ends[r + 1] - 1`. */
  private readonly ends: Int32Array;
  private readonly blockStarts: Int32Array;
  private readonly crossing: Int32Array;

  /**
   * @param spans each with `from` not below `to`, sorted by `to`
   * @param parts of an index of the same spans, where somebody made one already
   */
  constructor(rows: number, spans: SpanColumns, parts?: SpanParts) {
    this.spans = spans;
    this.ends = parts?.ends ?? startsOf(spans.to, rows);
    [this.blockStarts, this.crossing] = parts
      ? [parts.blockStarts, parts.crossing]
      : crossingsOf(spans, Math.ceil(rows / blockRows) + 1);
  }

  parts(): SpanParts {
    const { ends, blockStarts, crossing } = this;
    return { ends, blockStarts, crossing };
  }

  /** First and one after the last of the spans that end in a row. */
  endingIn(row: number): [start: number, end: number] {
    return [this.ends[row], this.ends[row + 1]];
  }

  /** All spans that touch rows `first` … `last` (both included), each once. */
  inWindow(first: number, last: number): number[] {
    const { from } = this.spans;
    const found: number[] = [];
    const border = (Math.floor(last / blockRows) + 1) * blockRows;
    const end = this.ends[Math.min(border, this.ends.length - 1)];
    for (let at = this.ends[first]; at < end; at++) if (from[at] <= last) found.push(at);
    const block = border / blockRows;
    if (block + 1 >= this.blockStarts.length) return found;
    for (let at = this.blockStarts[block]; at < this.blockStarts[block + 1]; at++) {
      if (from[this.crossing[at]] <= last) found.push(this.crossing[at]);
    }
    return found;
  }
}

function startsOf(sorted: Int32Array, count: number): Int32Array {
  const starts = new Int32Array(count + 1);
  for (const value of sorted) starts[value + 1] += 1;
  for (let at = 0; at < count; at++) starts[at + 1] += starts[at];
  return starts;
}

/** For each block border the spans that cross it from above. */
function crossingsOf({ from, to }: SpanColumns, blocks: number): [Int32Array, Int32Array] {
  const starts = new Int32Array(blocks + 1);
  const each = (visit: (block: number, span: number) => void) => {
    for (let span = 0; span < to.length; span++) {
      const last = Math.floor(to[span] / blockRows);
      for (let at = Math.floor(from[span] / blockRows) + 1; at <= last; at++) visit(at, span);
    }
  };
  each((block) => (starts[block + 1] += 1));
  for (let at = 0; at < blocks; at++) starts[at + 1] += starts[at];
  const free = starts.slice();
  const crossing = new Int32Array(starts[blocks]);
  each((block, span) => (crossing[free[block]++] = span));
  return [starts, crossing];
}
