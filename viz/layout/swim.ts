// The swim layout: a lane for each server, a row for each event, time running down. It gives
// numbers only (row, lane, sub-lane, edges), knows no pixels, and never moves what it has placed:
// the layout of a trace's beginning is the beginning of the layout of the whole.
import type { EventNode, Model } from "../model/index.ts";
import { EdgeIndex } from "./edges.ts";
import { rowsOf, type Row } from "./rows.ts";

export interface SwimLayout {
  readonly room: number;
  readonly rows: readonly Row[];
  /** Row of each event of the model, -1 for events of other rooms. */
  readonly rowOfEvent: Int32Array;
  /** Lane of each event: the server that made it. */
  readonly lane: Int32Array;
  /** Sub-lane of each event within its lane, 0 … `subLanesMax` - 1. */
  readonly subLane: Uint8Array;
  readonly laneCount: number;
  readonly edges: EdgeIndex;
}

/** More forks than this of one server at one time share the last sub-lane. */
export const subLanesMax = 3;

/** Lays out one room of a trace. O(events + edges), for traces whose parents come first. */
export function swimLayout(model: Model, room = 0): SwimLayout {
  const rows = rowsOf(model, room);
  const rowOfEvent = new Int32Array(model.events.length).fill(-1);
  const lane = new Int32Array(model.events.length);
  const subLane = new Uint8Array(model.events.length);
  const tips = model.meta.servers.map((): Tip[] => []);
  const edges = new EdgeIndex(rows.length);
  rows.forEach((row, at) => {
    if (row.kind !== "event") return;
    const event = model.events[row.event];
    rowOfEvent[row.event] = at;
    lane[row.event] = event.server;
    const sub = chooseSubLane(tips[event.server], event);
    subLane[row.event] = sub;
    const above = tips[event.server][sub]?.event;
    for (const parent of event.prev) {
      const parentRow = rowOfEvent[parent];
      if (parentRow >= 0) {
        edges.add({
          parent,
          parentRow,
          child: row.event,
          childRow: at,
          straight: parent === above,
        });
      }
    }
    tips[event.server][sub] = { event: row.event, atMs: event.atMs };
  });
  return { room, rows, rowOfEvent, lane, subLane, laneCount: tips.length, edges };
}

interface Tip {
  readonly event: number;
  readonly atMs: number;
}

/**
 * A server's next event continues the sub-lane of its parent; one that forks off at the same
 * instant as the last gets a sub-lane of its own; later ones come back to the first.
 */
function chooseSubLane(tips: readonly Tip[], event: EventNode): number {
  const continued = tips.findIndex((tip) => event.prev.includes(tip.event));
  if (continued >= 0) return continued;
  const free = tips.findIndex((tip) => tip.atMs < event.atMs);
  return free >= 0 ? free : Math.min(tips.length, subLanesMax - 1);
}
