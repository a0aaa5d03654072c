// The edges of a layout: columns of numbers; those that touch a window of rows are found by a span
// index and become objects.
import { SpanIndex, type SpanParts } from "./spans.ts";

export interface Edge {
  readonly parent: number;
  readonly parentRow: number;
  readonly child: number;
  readonly childRow: number;
  /** True where no mark of the same sub-lane lies between: the line may run straight down. */
  readonly straight: boolean;
  /** The column that it runs down in, `elided` where there is no way; absent in swim lanes. */
  readonly rail?: number;
  /** True where hidden events lie between the two. */
  readonly over?: boolean;
}

/** The `rail` of an edge that finds no free column: only its ends are drawn. */
export const elided = -1;

/** Edges in the order of their children's rows, as columns. */
export interface EdgeColumns {
  readonly parent: Int32Array;
  readonly parentRow: Int32Array;
  readonly child: Int32Array;
  readonly childRow: Int32Array;
  readonly straight: Uint8Array;
  readonly rail?: Int8Array;
  readonly over?: Uint8Array | undefined;
}

export class EdgeIndex {
  readonly count: number;
  private readonly edges: EdgeColumns;
  private readonly spans: SpanIndex;

  /**
   * @param edges each with its parent above its child, sorted by the child's row
   * @param spans what `parts` gave, where the edges were indexed before
   */
  constructor(rows: number, edges: EdgeColumns, spans?: SpanParts) {
    this.edges = edges;
    this.count = edges.child.length;
    this.spans = new SpanIndex(rows, { from: edges.parentRow, to: edges.childRow }, spans);
  }

  parts(): { readonly edges: EdgeColumns; readonly spans: SpanParts } {
    return { edges: this.edges, spans: this.spans.parts() };
  }

  /** Edges to the parents of the event in a row. */
  toParents(row: number): Edge[] {
    const [start, end] = this.spans.endingIn(row);
    return Array.from({ length: end - start }, (_, at) => this.get(start + at));
  }

  /** All edges that touch rows `first` … `last` (both included), each once. */
  inWindow(first: number, last: number): Edge[] {
    return this.spans.inWindow(first, last).map((at) => this.get(at));
  }

  private get(at: number): Edge {
    const { parent, parentRow, child, childRow, straight, rail, over } = this.edges;
    return {
      ...{ parent: parent[at], parentRow: parentRow[at], child: child[at], childRow: childRow[at] },
      straight: straight[at] === 1,
      ...(rail === undefined ? {} : { rail: rail[at] }),
      ...(over?.[at] === 1 ? { over: true } : {}),
    };
  }
}
