// The swim layout: a lane for each server, a row for each event, time running down. It gives
// numbers only (row, lane, sub-lane, edges), knows no pixels, and never moves what it has placed:
// the layout of a trace's beginning is the beginning of the layout of the whole.
import type { Model } from "../model/index.ts";
import { EdgeIndex } from "./edges.ts";
import { rankPlaces } from "./places.ts";
import type { RoomLayout } from "./room-layout.ts";
import { eventKind, rowsOf } from "./rows.ts";
import { parentsAmong, type Parents, type Shown } from "./shown.ts";

/** More forks than this of one server at one time share the last sub-lane. */
export const subLanesMax = 3;

/** Lays out one room of a trace. O(events + edges), for traces whose parents come first. */
export function swimLayout(model: Model, room = 0, shown?: Shown): RoomLayout {
  const rows = rowsOf(model, room, shown);
  const { columns } = model.data;
  const server = columns["events.server"];
  const placing = new Placing(model, rows.length, parentsAmong(model, shown));
  for (let row = 0; row < rows.length; row++) {
    if (rows.kinds[row] === eventKind) placing.place(rows.refs[row], row);
  }
  const { rowOfEvent, subLane } = placing;
  const laneCount = model.meta.servers.length;
  const places = rankPlaces(rows.length);
  return {
    ...{ name: "swim", room, rows, places, rowOfEvent, lane: server, subLane, laneCount },
    timed: false,
    edges: placing.edges(),
  };
}

const none = -1;

/** The pass over the rows: chooses sub-lanes and collects edges. */
class Placing {
  readonly rowOfEvent: Int32Array;
  readonly subLane: Uint8Array;
  private readonly server: ArrayLike<number>;
  private readonly atMs: ArrayLike<number>;
  private readonly prev: ArrayLike<number>;
  private readonly prevAt: ArrayLike<number>;
  /** The last event of each sub-lane of each server, -1 for none yet. */
  private readonly tips: Int32Array;
  private readonly parent: Int32Array;
  private readonly child: Int32Array;
  private readonly straight: Uint8Array;
  /** 1 for each edge, and each entry of `prev`, that leads over hidden events. */
  private readonly over: Uint8Array | undefined;
  private readonly overAt: Uint8Array | undefined;
  private readonly rows: number;
  private count = 0;

  constructor(model: Model, rows: number, { prev, prevAt, over }: Parents) {
    const { columns } = model.data;
    this.rows = rows;
    this.server = columns["events.server"];
    this.atMs = columns["events.atMs"];
    this.prev = prev;
    this.prevAt = prevAt;
    this.over = over && new Uint8Array(over.length);
    this.overAt = over;
    this.rowOfEvent = new Int32Array(model.events.length).fill(none);
    this.subLane = new Uint8Array(model.events.length);
    this.tips = new Int32Array(model.meta.servers.length * subLanesMax).fill(none);
    this.parent = new Int32Array(this.prev.length);
    this.child = new Int32Array(this.prev.length);
    this.straight = new Uint8Array(this.prev.length);
  }

  place(event: number, row: number): void {
    this.rowOfEvent[event] = row;
    const sub = this.chooseSubLane(event);
    this.subLane[event] = sub;
    const tip = this.server[event] * subLanesMax + sub;
    for (let at = this.prevAt[event]; at < this.prevAt[event + 1]; at++) {
      const parent = this.prev[at];
      if (this.rowOfEvent[parent] < 0 || parent === event) continue;
      this.parent[this.count] = parent;
      this.child[this.count] = event;
      this.straight[this.count] = parent === this.tips[tip] ? 1 : 0;
      if (this.over !== undefined) this.over[this.count] = this.overAt?.[at] ?? 0;
      this.count += 1;
    }
    this.tips[tip] = event;
  }

  edges(): EdgeIndex {
    const { count, rowOfEvent } = this;
    const parent = this.parent.subarray(0, count);
    const child = this.child.subarray(0, count);
    const rowsOfAll = (events: Int32Array) => events.map((event) => rowOfEvent[event]);
    return new EdgeIndex(this.rows, {
      ...{ parent, child, straight: this.straight, over: this.over },
      ...{ parentRow: rowsOfAll(parent), childRow: rowsOfAll(child) },
    });
  }

  /**
   * A server's next event continues the sub-lane of its parent; one that forks off at the same
   * instant as the last gets a sub-lane of its own; later ones come back to the first.
   */
  private chooseSubLane(event: number): number {
    const first = this.server[event] * subLanesMax;
    let used = 0;
    while (used < subLanesMax && this.tips[first + used] !== none) used += 1;
    for (let sub = 0; sub < used; sub++) {
      if (this.isParent(this.tips[first + sub], event)) return sub;
    }
    for (let sub = 0; sub < used; sub++) {
      if (this.atMs[this.tips[first + sub]] < this.atMs[event]) return sub;
    }
    return Math.min(used, subLanesMax - 1);
  }

  private isParent(parent: number, event: number): boolean {
    for (let at = this.prevAt[event]; at < this.prevAt[event + 1]; at++) {
      if (this.prev[at] === parent) return true;
    }
    return false;
  }
}
