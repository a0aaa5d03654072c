// The filter that holds: worked out once for each model, room and text, in the worker where there is
// one; and the ways to change it.
import { facetsOf, filterRoom, parseQuery, type Facet, type Filter } from "../find/index.ts";
import type { Model } from "../model/index.ts";
import type { PageState } from "./state.ts";
import { helperOf } from "./worker/helper.ts";
import { Latest } from "./worker/latest.ts";
import { filterKey, type FilterChoice } from "./worker/orders.ts";

type Filtered = Pick<PageState, "room" | "filter" | "keepAnomalies">;

/** What a filter leaves of a room, and whether that is still being worked out. */
export interface FilterNow extends Filter {
  /** True while this is the answer to another filter. */
  readonly pending: boolean;
}

/** What is chosen; without words it is the same whatever becomes of anomalies. */
export function filterChoice({ room, filter, keepAnomalies }: Filtered): FilterChoice {
  const text = filter.trim();
  return { room, text, keep: text === "" || keepAnomalies };
}

const last = new WeakMap<Model, { key: string; filter: FilterNow }>();
const asked = new WeakMap<Model, Latest<FilterChoice, Filter>>();

/** What the page's filter leaves of the room that is shown. */
export function filterOf(model: Model, state: Filtered): FilterNow {
  const choice = filterChoice(state);
  const key = filterKey(choice);
  const known = last.get(model);
  if (known?.key === key) return known.filter;
  const helper = helperOf(model);
  if (helper === undefined || choice.text === "") {
    const filter = { ...filterRoom(model, choice), pending: false };
    last.set(model, { key, filter });
    return filter;
  }
  const ask = (filter: FilterChoice) => helper.ask("filter", filter);
  const latest = asked.get(model) ?? new Latest(ask, () => helper.heard());
  asked.set(model, latest);
  const { answer, pending } = latest.of(key, choice);
  const filter = { ...(answer ?? filterRoom(model, { ...choice, text: "" })), pending };
  if (!pending) last.set(model, { key, filter });
  return filter;
}

const facets = new WeakMap<Model, Map<number, readonly Facet[]>>();
const facetsAsked = new WeakMap<Model, Latest<number, readonly Facet[]>>();

/** The values by which a room's events can be hidden, counted once; undefined until they are. */
export function facetsIn(model: Model, room: number): readonly Facet[] | undefined {
  const rooms = facets.get(model) ?? new Map<number, readonly Facet[]>();
  facets.set(model, rooms);
  const known = rooms.get(room);
  if (known !== undefined) return known;
  const found = helperOf(model) === undefined ? facetsOf(model, room) : askForFacets(model, room);
  if (found !== undefined) rooms.set(room, found);
  return found;
}

function askForFacets(model: Model, room: number): readonly Facet[] | undefined {
  const helper = helperOf(model);
  if (helper === undefined) return undefined;
  const ask = (of: number) => helper.ask("facets", of);
  const latest = facetsAsked.get(model) ?? new Latest(ask, () => helper.heard());
  facetsAsked.set(model, latest);
  const { answer, pending } = latest.of(String(room), room);
  return pending ? undefined : answer;
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
