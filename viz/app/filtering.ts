// The filter that holds: worked out once for each model, room and text; and the ways to change it.
import { facetsOf, filterRoom, parseQuery, type Facet, type Filter } from "../find/index.ts";
import type { Model } from "../model/index.ts";
import type { PageState } from "./state.ts";

type Filtered = Pick<PageState, "room" | "filter" | "keepAnomalies">;

const last = new WeakMap<Model, { key: string; filter: Filter }>();

/** What the page's filter leaves of the room that is shown. */
export function filterOf(
  model: Model,
  { room, filter: text, keepAnomalies: keep }: Filtered,
): Filter {
  const key = `${room} ${String(keep)} ${text}`;
  const known = last.get(model);
  if (known?.key === key) return known.filter;
  const filter = filterRoom(model, { room, text, keep });
  last.set(model, { key, filter });
  return filter;
}

const facets = new WeakMap<Model, Map<number, Facet[]>>();

/** The values by which a room's events can be hidden; counted once. */
export function facetsIn(model: Model, room: number): Facet[] {
  const rooms = facets.get(model) ?? new Map<number, Facet[]>();
  facets.set(model, rooms);
  const found = rooms.get(room) ?? facetsOf(model, room);
  rooms.set(room, found);
  return found;
}

/** A filter's words, as they were written. */
export function wordsOf(filter: string): string[] {
  return parseQuery(filter).terms.map(({ source }) => source);
}

/** A filter with a word more, or without it where it is there. */
export function toggleWord(filter: string, word: string): string {
  const words = wordsOf(filter);
  const rest = words.filter((each) => each !== word);
  return (rest.length < words.length ? rest : [...words, word]).join(" ");
}
