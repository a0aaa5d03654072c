// The edges of a layout, indexed so that those which touch a window of rows are found without
// looking at all: by the child's row, and by the block borders that a long edge crosses. Edges are
// columns of numbers; those in a window become objects.

export interface Edge {
  readonly parent: number;
  readonly parentRow: number;
  readonly child: number;
  readonly childRow: number;
  /** True where no mark of the same sub-lane lies between: the line may run straight down. */
  readonly straight: boolean;
}

/** Edges in the order of their children's rows, as columns. */
export interface EdgeColumns {
  readonly parent: Int32Array;
  readonly parentRow: Int32Array;
  readonly child: Int32Array;
  readonly childRow: Int32Array;
  readonly straight: Uint8Array;
}

/** Rows in a block. A long edge is noted once for each block border it crosses. */
const blockRows = 128;

export class EdgeIndex {
  readonly count: number;
  private readonly edges: EdgeColumns;
  /** The edges of the child in row `r` are `rowStarts[r]` … `rowStarts[r + 1] - 1`. */
  private readonly rowStarts: Int32Array;
  private readonly blockStarts: Int32Array;
  private readonly crossing: Int32Array;

  /** @param edges each with its parent above its child, sorted by the child's row */
  constructor(rows: number, edges: EdgeColumns) {
    this.edges = edges;
    this.count = edges.child.length;
    this.rowStarts = startsOf(edges.childRow, rows);
    [this.blockStarts, this.crossing] = crossingsOf(edges, Math.ceil(rows / blockRows) + 1);
  }

  /** Edges to the parents of the event in a row. */
  toParents(row: number): Edge[] {
    const found: Edge[] = [];
    for (let at = this.rowStarts[row]; at < this.rowStarts[row + 1]; at++) found.push(this.get(at));
    return found;
  }

  /** All edges that touch rows `first` … `last` (both included), each once. */
  inWindow(first: number, last: number): Edge[] {
    const { parentRow } = this.edges;
    const found: Edge[] = [];
    const border = (Math.floor(last / blockRows) + 1) * blockRows;
    const end = this.rowStarts[Math.min(border, this.rowStarts.length - 1)];
    for (let at = this.rowStarts[first]; at < end; at++) {
      if (parentRow[at] <= last) found.push(this.get(at));
    }
    const block = border / blockRows;
    if (block + 1 >= this.blockStarts.length) return found;
    for (let at = this.blockStarts[block]; at < this.blockStarts[block + 1]; at++) {
      if (parentRow[this.crossing[at]] <= last) found.push(this.get(this.crossing[at]));
    }
    return found;
  }

  private get(at: number): Edge {
    const { parent, parentRow, child, childRow, straight } = this.edges;
    return {
      ...{ parent: parent[at], parentRow: parentRow[at], child: child[at], childRow: childRow[at] },
      straight: straight[at] === 1,
    };
  }
}

function startsOf(sorted: Int32Array, count: number): Int32Array {
  const starts = new Int32Array(count + 1);
  for (const value of sorted) starts[value + 1] += 1;
  for (let at = 0; at < count; at++) starts[at + 1] += starts[at];
  return starts;
}

/** For each block border the edges that cross it from above. */
function crossingsOf(
  { parentRow, childRow }: EdgeColumns,
  blocks: number,
): [Int32Array, Int32Array] {
  const starts = new Int32Array(blocks + 1);
  const each = (visit: (block: number, edge: number) => void) => {
    for (let edge = 0; edge < childRow.length; edge++) {
      const last = Math.floor(childRow[edge] / blockRows);
      for (let at = Math.floor(parentRow[edge] / blockRows) + 1; at <= last; at++) visit(at, edge);
    }
  };
  each((block) => (starts[block + 1] += 1));
  for (let at = 0; at < blocks; at++) starts[at + 1] += starts[at];
  const free = starts.slice();
  const crossing = new Int32Array(starts[blocks]);
  each((block, edge) => (crossing[free[block]++] = edge));
  return [starts, crossing];
}
