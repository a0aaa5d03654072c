// The rail layout: one history in as few columns as its forks need, as for a room seen by one
// server. Columns are reserved from the top down: an event goes on in the column of one of its
// parents, the others' lines run down their own column until they end in it. Nothing that is
// placed ever moves, so no column can be kept for children that may still come; where a late one
// finds no free way back to its parent, the edge is elided: drawn as a stub, whole when selected.
import type { Model } from "../model/index.ts";
import { EdgeIndex, elided } from "./edges.ts";
import { rankPlaces } from "./places.ts";
import type { RoomLayout } from "./room-layout.ts";
import { eventKind, rowsOf } from "./rows.ts";
import { parentsAmong, type Parents, type Shown } from "./shown.ts";

/** More lines side by side than this are not drawn; the oldest open one gives up its column. */
export const columnsMax = 20;

/** Lays out one room of a trace. O(rows × columns + edges). */
export function railLayout(model: Model, room = 0, shown?: Shown): RoomLayout {
  const rows = rowsOf(model, room, shown);
  const placing = new Placing(model, parentsAmong(model, shown));
  for (let row = 0; row < rows.length; row++) {
    if (rows.kinds[row] === eventKind) placing.place(rows.refs[row], row);
  }
  const { rowOfEvent, lane, laneCount } = placing;
  return {
    ...{ name: "rail", room, rows, places: rankPlaces(rows.length), rowOfEvent, lane },
    ...{ subLane: new Uint8Array(model.events.length), laneCount },
    timed: false,
    edges: placing.edges(rows.length),
  };
}

const none = -1;

class Placing {
  readonly rowOfEvent: Int32Array;
  readonly lane: Uint8Array;
  laneCount = 1;
  private readonly prev: ArrayLike<number>;
  private readonly prevAt: ArrayLike<number>;
  /** By column: the event whose line runs down it, waiting for a child; -1 where it is free. */
  private readonly tips = new Int32Array(columnsMax).fill(none);
  /** By column: the last row in which something stands in it or runs through it. */
  private readonly usedUntil = new Int32Array(columnsMax).fill(none);
  private readonly parent: Int32Array;
  private readonly child: Int32Array;
  private readonly straight: Uint8Array;
  private readonly rail: Int8Array;
  /** 1 for each edge, and each entry of `prev`, that leads over hidden events. */
  private readonly over: Uint8Array | undefined;
  private readonly overAt: Uint8Array | undefined;
  private count = 0;

  constructor(model: Model, { prev, prevAt, over }: Parents) {
    this.prev = prev;
    this.prevAt = prevAt;
    this.over = over && new Uint8Array(over.length);
    this.overAt = over;
    this.rowOfEvent = new Int32Array(model.events.length).fill(none);
    this.lane = new Uint8Array(model.events.length);
    this.parent = new Int32Array(this.prev.length);
    this.child = new Int32Array(this.prev.length);
    this.straight = new Uint8Array(this.prev.length);
    this.rail = new Int8Array(this.prev.length);
  }

  place(event: number, row: number): void {
    this.rowOfEvent[event] = row;
    const parents: number[] = [];
    const entries: number[] = [];
    for (let at = this.prevAt[event]; at < this.prevAt[event + 1]; at++) {
      const parent = this.prev[at];
      if (parent === event || this.rowOfEvent[parent] < 0) continue;
      parents.push(parent);
      entries.push(at);
    }
    const column = this.columnFor(parents);
    this.lane[event] = column;
    this.laneCount = Math.max(this.laneCount, column + 1);
    parents.forEach((parent, at) => {
      if (this.over !== undefined) this.over[this.count] = this.overAt?.[entries[at]] ?? 0;
      this.connect(parent, event, { row, column });
    });
    this.tips[column] = event;
    this.usedUntil[column] = row;
  }

  edges(rows: number): EdgeIndex {
    const { count, rowOfEvent } = this;
    const parent = this.parent.subarray(0, count);
    const child = this.child.subarray(0, count);
    const rowsOfAll = (events: Int32Array) => events.map((event) => rowOfEvent[event]);
    return new EdgeIndex(rows, {
      ...{ parent, child, straight: this.straight, rail: this.rail, over: this.over },
      ...{ parentRow: rowsOfAll(parent), childRow: rowsOfAll(child) },
    });
  }

  /** A parent's own column if its line still runs there; else a free way back to the first. */
  private columnFor(parents: readonly number[]): number {
    const open = parents.filter((parent) => this.tips[this.lane[parent]] === parent);
    // The leftmost, so that a long history does not drift away to the right.
    if (open.length > 0) return Math.min(...open.map((parent) => this.lane[parent]));
    const [first] = parents;
    if (first === undefined) return this.freeNow(0) ?? this.evict();
    const near = this.lane[first];
    return this.freeSince(this.rowOfEvent[first], near) ?? this.freeNow(near) ?? this.evict();
  }

  private connect(parent: number, child: number, { row, column }: { row: number; column: number }) {
    const at = this.count++;
    const own = this.lane[parent];
    this.parent[at] = parent;
    this.child[at] = child;
    this.straight[at] = 0;
    if (this.tips[own] === parent) {
      // The line ends here, or goes on under the child's name.
      this.tips[own] = none;
      this.usedUntil[own] = row;
      this.rail[at] = own;
      this.straight[at] = own === column ? 1 : 0;
      return;
    }
    const since = this.rowOfEvent[parent];
    const way = this.usedUntil[column] <= since ? column : this.freeSince(since, column);
    this.rail[at] = way ?? elided;
    if (way === undefined) return;
    this.usedUntil[way] = row;
    this.laneCount = Math.max(this.laneCount, way + 1);
  }

  /** The column nearest to `near` in which nothing stands or runs below a row. */
  private freeSince(row: number, near: number): number | undefined {
    return this.nearest(near, (column) => {
      return this.tips[column] === none && this.usedUntil[column] <= row;
    });
  }

  private freeNow(near: number): number | undefined {
    return this.nearest(near, (column) => this.tips[column] === none);
  }

  private nearest(near: number, fits: (column: number) => boolean): number | undefined {
    for (let away = 0; away < columnsMax; away++) {
      if (near + away < columnsMax && fits(near + away)) return near + away;
      if (near - away >= 0 && fits(near - away)) return near - away;
    }
    return undefined;
  }

  /** Takes the column of the line that has waited longest for a child. */
  private evict(): number {
    let oldest = 0;
    for (let column = 1; column < columnsMax; column++) {
      const row = (at: number) => (this.tips[at] < 0 ? none : this.rowOfEvent[this.tips[at]]);
      if (row(column) < row(oldest)) oldest = column;
    }
    this.tips[oldest] = none;
    return oldest;
  }
}
