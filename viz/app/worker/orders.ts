// What a worker can be asked of a model, and how it is answered. Pure: where no worker can be
// started the page answers itself, by the same functions.
import {
  facetsOf,
  filterRoom,
  matchEvents,
  parseQuery,
  type Facet,
  type Filter,
} from "../../find/index.ts";
import {
  buffersOf,
  layoutOf,
  portableLayout,
  type PortableLayout,
  type RowLayoutName,
} from "../../layout/index.ts";
import type { Model } from "../../model/index.ts";

/** What a filter says of a room; see `filterRoom`. */
export interface FilterChoice {
  readonly room: number;
  readonly text: string;
  readonly keep: boolean;
}

/** What can be asked, by its name. */
export interface Orders {
  /** The words of a query. */
  readonly find: string;
  readonly filter: FilterChoice;
  /** A room. */
  readonly facets: number;
  readonly layout: { readonly name: RowLayoutName; readonly filter: FilterChoice };
}

/** What is answered. */
export interface Answers {
  /** Indexes of the events that fit, ascending. */
  readonly find: Int32Array;
  readonly filter: Filter;
  readonly facets: readonly Facet[];
  readonly layout: PortableLayout;
}

export type Ask = keyof Orders;

const answers: { readonly [K in Ask]: (model: Model, order: Orders[K]) => Answers[K] } = {
  find: (model, text) => matchEvents(model, parseQuery(text)),
  filter: (model, filter) => filterWith(model, filter),
  facets: (model, room) => facetsOf(model, room),
  layout: (model, { name, filter }) => {
    const { shown } = filterWith(model, filter);
    const choice = { name, rowsBy: "rank", ...(shown && { shown }) } as const;
    return portableLayout(layoutOf(model, filter.room, choice));
  },
};

/** The answer to an order. */
export function answerTo<K extends Ask>(model: Model, ask: K, order: Orders[K]): Answers[K] {
  return answers[ask](model, order);
}

/** What of an answer can change hands uncopied: whoever gave it does not look at it again. */
export function transfersOf<K extends Ask>(ask: K, answer: Answers[K]): ArrayBuffer[] {
  if (ask === "find") return [(answer as Answers["find"]).buffer as ArrayBuffer];
  return ask === "layout" ? buffersOf(answer as Answers["layout"]) : [];
}

const last = new WeakMap<Model, { readonly key: string; readonly filter: Filter }>();

/** A filter is asked for twice: for its chips, and for the layout of what it leaves. */
function filterWith(model: Model, choice: FilterChoice): Filter {
  const key = filterKey(choice);
  const known = last.get(model);
  if (known?.key === key) return known.filter;
  const filter = filterRoom(model, choice);
  last.set(model, { key, filter });
  return filter;
}

/** Equal for equal choices. */
export function filterKey({ room, text, keep }: FilterChoice): string {
  return `${room} ${String(keep)} ${text}`;
}
