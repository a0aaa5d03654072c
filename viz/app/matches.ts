// The events that the page's query finds, worked out once for each query.
import { matchEvents, parseQuery, type Query } from "../find/index.ts";
import type { RoomLayout } from "../layout/index.ts";
import type { Model } from "../model/index.ts";

export interface Matches {
  readonly query: Query;
  /** Indexes of events, ascending. */
  readonly events: Int32Array;
}

const last = new WeakMap<Model, { text: string; matches: Matches }>();

/** What a query finds; none for an empty one. */
export function matchesOf(model: Model, text: string): Matches {
  const known = last.get(model);
  if (known?.text === text) return known.matches;
  const query = parseQuery(text);
  const matches = { query, events: matchEvents(model, query) };
  last.set(model, { text, matches });
  return matches;
}

const lastRows = new WeakMap<RoomLayout, { events: Int32Array; rows: Int32Array }>();

/** Rows of what a query finds, ascending, as far as the layout shows them. */
export function matchRows(model: Model, text: string, layout: RoomLayout): Int32Array {
  const { events } = matchesOf(model, text);
  const known = lastRows.get(layout);
  if (known?.events === events) return known.rows;
  const rows = events
    .map((event) => layout.rowOfEvent[event])
    .filter((row) => row >= 0)
    .sort();
  lastRows.set(layout, { events, rows });
  return rows;
}

/** The match after (`by` 1) or before an event, going round at the ends; -1 where there is none. */
export function neighbourMatch({ events }: Matches, from: number, by: 1 | -1): number {
  if (events.length === 0) return -1;
  const next = by > 0 ? events.find((at) => at > from) : events.findLast((at) => at < from);
  return next ?? (by > 0 ? events[0] : events[events.length - 1]);
}
