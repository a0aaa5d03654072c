// The edges of a layout, indexed so that those which touch a window of rows are found without
// looking at all: by the child's row, and by the block borders that a long edge crosses.

export interface Edge {
  readonly parent: number;
  readonly parentRow: number;
  readonly child: number;
  readonly childRow: number;
  /** True where no mark of the same sub-lane lies between: the line may run straight down. */
  readonly straight: boolean;
}

/** Rows in a block. A long edge is noted once for each block border it crosses. */
const blockRows = 128;

export class EdgeIndex {
  private readonly byChildRow: Edge[][];
  private readonly crossing: Edge[][];
  private total = 0;

  constructor(rows: number) {
    this.byChildRow = Array.from({ length: rows }, () => noEdges);
    this.crossing = Array.from({ length: Math.ceil(rows / blockRows) + 1 }, () => []);
  }

  get count(): number {
    return this.total;
  }

  /** Adds an edge whose parent is above its child. */
  add(edge: Edge): void {
    if (edge.parentRow >= edge.childRow) return;
    const list = this.byChildRow[edge.childRow];
    if (list === noEdges) this.byChildRow[edge.childRow] = [edge];
    else list.push(edge);
    const last = Math.floor(edge.childRow / blockRows);
    for (let block = Math.floor(edge.parentRow / blockRows) + 1; block <= last; block++) {
      this.crossing[block].push(edge);
    }
    this.total += 1;
  }

  /** Edges to the parents of the event in a row. */
  toParents(row: number): readonly Edge[] {
    return this.byChildRow[row] ?? noEdges;
  }

  /** All edges that touch rows `first` … `last` (both included), each once. */
  inWindow(first: number, last: number): Edge[] {
    const found: Edge[] = [];
    const border = (Math.floor(last / blockRows) + 1) * blockRows;
    for (let row = first; row < Math.min(border, this.byChildRow.length); row++) {
      for (const edge of this.byChildRow[row]) if (edge.parentRow <= last) found.push(edge);
    }
    for (const edge of this.crossing[border / blockRows] ?? noEdges) {
      if (edge.parentRow <= last) found.push(edge);
    }
    return found;
  }
}

const noEdges: Edge[] = [];
