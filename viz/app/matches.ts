// The events that the page's query finds, worked out once for each query, in the worker where there
// is one. While a search is under way there are no matches: those of another query would mislead.
import { matchEvents, parseQuery, type Query } from "../find/index.ts";
import type { RoomLayout } from "../layout/index.ts";
import type { Model } from "../model/index.ts";
import { helperOf } from "./worker/helper.ts";
import { Latest } from "./worker/latest.ts";

export interface Matches {
  readonly query: Query;
  /** Indexes of events, ascending. */
  readonly events: Int32Array;
  /** True while the search is under way. */
  readonly pending: boolean;
}

const asked = new WeakMap<Model, Latest<string, Int32Array>>();
const none = new Int32Array(0);

const last = new WeakMap<Model, { text: string; matches: Matches }>();

/** What a query finds; none for an empty one. */
export function matchesOf(model: Model, text: string): Matches {
  const known = last.get(model);
  if (known?.text === text) return known.matches;
  const query = parseQuery(text);
  const found = query.terms.length === 0 ? none : foundIn(model, query, text);
  const matches = { query, events: found ?? none, pending: found === undefined };
  if (!matches.pending) last.set(model, { text, matches });
  return matches;
}

/** The events that a query finds; undefined while the worker looks for them. */
function foundIn(model: Model, query: Query, text: string): Int32Array | undefined {
  const helper = helperOf(model);
  if (helper === undefined) return matchEvents(model, query);
  const ask = (words: string) => helper.ask("find", words);
  const latest = asked.get(model) ?? new Latest(ask, () => helper.heard());
  asked.set(model, latest);
  const { answer, pending } = latest.of(text, text);
  return pending ? undefined : (answer ?? none);
}

const lastRows = new WeakMap<RoomLayout, { events: Int32Array; rows: Int32Array }>();

/** Rows of what a query finds, ascending, as far as the layout shows them. */
export function matchRows(model: Model, text: string, layout: RoomLayout): Int32Array {
  const { events } = matchesOf(model, text);
  const known = lastRows.get(layout);
  if (known?.events === events) return known.rows;
  const rows = events.map((event) => layout.rowOfEvent[event]).filter((row) => row >= 0);
  // Sorting a million takes a while, and mostly they are.
  if (rows.some((row, at) => row < rows[at - 1])) rows.sort();
  lastRows.set(layout, { events, rows });
  return rows;
}

/** The match after (`by` 1) or before an event, going round at the ends; -1 where there is none. */
export function neighbourMatch({ events }: Matches, from: number, by: 1 | -1): number {
  if (events.length === 0) return -1;
  const next = by > 0 ? events.find((at) => at > from) : events.findLast((at) => at < from);
  return next ?? (by > 0 ? events[0] : events[events.length - 1]);
}
