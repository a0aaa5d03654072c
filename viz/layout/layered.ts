// The layered layout: auth chains and conflicts of up to a few hundred events, each below all that
// it stands on, with edges that say nothing new taken out. Events are placed one after the other
// and never move: each next to the middle of its parents, in the nearest cell that is free; a long
// edge reserves the column that it runs down in, so that no line crosses a foreign event.

export interface LayeredNode {
  readonly event: number;
  /** Length of the longest way down to it. */
  readonly layer: number;
  /** Whole number; may be negative. */
  readonly column: number;
}

export interface LayeredEdge {
  readonly parent: number;
  readonly child: number;
  /** Cells that it passes through, from the parent to the child. */
  readonly through: readonly { readonly layer: number; readonly column: number }[];
}

export interface LayeredLayout {
  readonly nodes: readonly LayeredNode[];
  readonly edges: readonly LayeredEdge[];
  readonly layers: number;
  readonly columnMin: number;
  readonly columnMax: number;
  /** The event in a cell, or undefined. */
  at(layer: number, column: number): number | undefined;
}

/**
 * Lays out events.
 *
 * @param events each after its parents
 * @param parentsOf the events that one stands on; those that are not in `events` are left out
 */
export function layeredLayout(
  events: readonly number[],
  parentsOf: (event: number) => readonly number[],
): LayeredLayout {
  const placing = new Placing();
  const reduced = transitiveReduction(events, parentsOf);
  events.forEach((event, at) => placing.place(event, reduced[at]));
  return placing.finish();
}

/**
 * Of each event's parents those that no other parent stands on, directly or not. Bitsets over
 * places in the list; O(edges × events / 32).
 */
export function transitiveReduction(
  events: readonly number[],
  parentsOf: (event: number) => readonly number[],
): number[][] {
  const placeOf = new Map(events.map((event, place) => [event, place]));
  const words = Math.ceil(events.length / 32);
  const ancestors = new Uint32Array(events.length * words);
  const has = (of: number, place: number) =>
    ((ancestors[of * words + (place >> 5)] >>> (place & 31)) & 1) === 1;
  return events.map((event, place) => {
    const parents = [...new Set(parentsOf(event))]
      .flatMap((parent) => placeOf.get(parent) ?? [])
      .filter((parent) => parent < place)
      .sort((a, b) => b - a);
    const kept: number[] = [];
    for (const parent of parents) {
      // Later parents come first: whoever stands on this one is among them.
      if (!kept.some((other) => has(other, parent))) kept.push(parent);
      for (let word = 0; word < words; word++) {
        ancestors[place * words + word] |= ancestors[parent * words + word];
      }
      ancestors[place * words + (parent >> 5)] |= 1 << (parent & 31);
    }
    return kept.sort((a, b) => a - b).map((parent) => events[parent]);
  });
}

/** Stands in a cell that a long edge passes through. */
const passed = -1;

class Placing {
  private readonly nodes: LayeredNode[] = [];
  private readonly byEvent = new Map<number, LayeredNode>();
  private readonly edges: LayeredEdge[] = [];
  private readonly cells = new Map<string, number>();

  place(event: number, parents: readonly number[]): void {
    const above = parents.flatMap((parent) => this.byEvent.get(parent) ?? []);
    const layer = above.reduce((most, node) => Math.max(most, node.layer + 1), 0);
    const sum = above.reduce((total, { column }) => total + column, 0);
    const column = this.freeNear(layer, above.length === 0 ? 0 : sum / above.length);
    const node = { event, layer, column };
    this.nodes.push(node);
    this.byEvent.set(event, node);
    this.cells.set(`${layer} ${column}`, event);
    for (const parent of above) this.connect(parent, node);
  }

  finish(): LayeredLayout {
    const { nodes, edges, cells } = this;
    const columns = [
      ...nodes.map(({ column }) => column),
      ...edges.flatMap(({ through }) => through.map(({ column }) => column)),
    ];
    return {
      ...{ nodes, edges },
      layers: nodes.reduce((most, { layer }) => Math.max(most, layer + 1), 0),
      columnMin: Math.min(0, ...columns),
      columnMax: Math.max(0, ...columns),
      at: (layer, column) => {
        const found = cells.get(`${layer} ${column}`);
        return found === passed ? undefined : found;
      },
    };
  }

  /** The way from a parent: straight down one column, as near to both as there is a free one. */
  private connect(parent: LayeredNode, child: LayeredNode): void {
    const through: { layer: number; column: number }[] = [];
    if (child.layer > parent.layer + 1) {
      const column = this.freeWay(parent, child);
      for (let layer = parent.layer + 1; layer < child.layer; layer++) {
        this.cells.set(`${layer} ${column}`, passed);
        through.push({ layer, column });
      }
    }
    this.edges.push({ parent: parent.event, child: child.event, through });
  }

  /** A column that is free in all layers between: between the two if one is, else beside them. */
  private freeWay(parent: LayeredNode, child: LayeredNode): number {
    const isFree = (column: number) => {
      for (let layer = parent.layer + 1; layer < child.layer; layer++) {
        if (this.cells.has(`${layer} ${column}`)) return false;
      }
      return true;
    };
    const [left, right] = [parent, child].map(({ column }) => column).sort((a, b) => a - b);
    for (let column = left; column <= right; column++) {
      // From the child's side: lines that part early are told apart early.
      const at = child.column === left ? column : left + right - column;
      if (isFree(at)) return at;
    }
    for (let away = 1; ; away++) {
      if (isFree(right + away)) return right + away;
      if (isFree(left - away)) return left - away;
    }
  }

  private freeNear(layer: number, wanted: number): number {
    const middle = Math.round(wanted);
    for (let away = 0; ; away++) {
      const first = wanted >= middle ? middle + away : middle - away;
      const second = 2 * middle - first;
      if (!this.cells.has(`${layer} ${first}`)) return first;
      if (!this.cells.has(`${layer} ${second}`)) return second;
    }
  }
}
