// The rows that must be seen however far one is away: refused events, marks, turns, operations that
// came to nothing. Found once a layout, sorted by row, so that a window of rows is a binary search.
import { countUpTo, type Model } from "../model/index.ts";
import type { EventVerdict } from "../../sim/trace/records.ts";
import { eventKind } from "./rows.ts";
import type { RoomLayout } from "./room-layout.ts";

/** One anomaly: a refusal at a server, or a row that is a mark, a turn or a refused operation. */
export interface Anomaly {
  readonly row: number;
  /** When it came to be; a refusal may come long after the event was made. */
  readonly atMs: number;
  /** The lane in which it shows, -1 for one that concerns all. */
  readonly lane: number;
  /** What a server made of the event; undefined for marks and operations. */
  readonly verdict: EventVerdict | undefined;
}

export class Anomalies {
  readonly list: readonly Anomaly[];
  private readonly rows: Int32Array;

  constructor(model: Model, layout: RoomLayout) {
    const found = [...refusals(model, layout), ...notes(layout)];
    this.list = found.sort((a, b) => a.row - b.row || a.lane - b.lane || a.atMs - b.atMs);
    this.rows = Int32Array.from(this.list, ({ row }) => row);
  }

  /** Those of rows `first` … `last`, both included. */
  inWindow(first: number, last: number): readonly Anomaly[] {
    return this.list.slice(countUpTo(this.rows, first - 1), countUpTo(this.rows, last));
  }
}

const known = new WeakMap<RoomLayout, Anomalies>();

/** The anomalies of a layout; worked out once. */
export function anomaliesOf(model: Model, layout: RoomLayout): Anomalies {
  const found = known.get(layout) ?? new Anomalies(model, layout);
  known.set(layout, found);
  return found;
}

function refusals({ arrivals }: Model, { rowOfEvent }: RoomLayout): Anomaly[] {
  return arrivals.allRefusals().flatMap((entry): Anomaly[] => {
    const { event, server, atMs, verdict } = arrivals.get(entry);
    return rowOfEvent[event] < 0 ? [] : [{ row: rowOfEvent[event], atMs, lane: server, verdict }];
  });
}

function notes({ rows }: RoomLayout): Anomaly[] {
  const found: Anomaly[] = [];
  for (let at = 0; at < rows.length; at++) {
    if (rows.kinds[at] === eventKind) continue;
    const row = rows.get(at);
    if (row?.kind !== "mark" && row?.kind !== "op" && row?.kind !== "turn") continue;
    found.push({ row: at, atMs: row.atMs, lane: -1, verdict: undefined });
  }
  return found;
}
