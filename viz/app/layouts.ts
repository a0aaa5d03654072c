// The layout that the picture shows: of the room, as chosen, and of what the filter leaves. Where a
// worker knows the model it lays out there; until that is done the layout before stands.
import {
  layoutOf,
  openLayout,
  placed,
  type RoomLayout,
  type RowLayoutName,
} from "../layout/index.ts";
import type { Model } from "../model/index.ts";
import { filterChoice, filterOf } from "./filtering.ts";
import type { PageState } from "./state.ts";
import { helperOf, type Helper } from "./worker/helper.ts";
import { Latest } from "./worker/latest.ts";
import { filterKey, type Orders } from "./worker/orders.ts";

type Chosen = Pick<PageState, "room" | "layout" | "rowsBy" | "filter" | "keepAnomalies">;

export interface LayoutNow {
  /** The same object for the same choice. */
  readonly layout: RoomLayout;
  /** True while another one is made, which will take its place. */
  readonly pending: boolean;
}

/** The layout for a state of the page. */
export function layoutNow(model: Model, state: Chosen): LayoutNow {
  const known = layouts.get(model) ?? new Layouts(model);
  layouts.set(model, known);
  return known.of(state);
}

const layouts = new WeakMap<Model, Layouts>();
/** So many are remembered: to go there and back costs nothing, and each is large. */
const rememberedMax = 2;

class Layouts {
  private readonly model: Model;
  private readonly helper: Helper | undefined;
  private readonly latest: Latest<Orders["layout"], RoomLayout> | undefined;
  private readonly remembered = new Map<string, RoomLayout>();
  private shown: RoomLayout | undefined;

  constructor(model: Model) {
    this.model = model;
    const helper = helperOf(model);
    this.helper = helper;
    if (helper === undefined) return;
    const ask = async (order: Orders["layout"]) =>
      openLayout(model, await helper.ask("layout", order));
    this.latest = new Latest(ask, () => helper.heard());
  }

  of(state: Chosen): LayoutNow {
    const name: RowLayoutName = state.layout === "rail" ? "rail" : "swim";
    const filter = filterChoice(state);
    const key = `${name} ${filterKey(filter)}`;
    const ready = this.remembered.get(key) ?? this.madeHere(state, name);
    const { answer, pending } =
      ready === undefined && this.latest !== undefined
        ? this.latest.of(key, { name, filter })
        : { answer: ready, pending: false };
    const layout = answer ?? this.shown ?? this.firstOf();
    this.shown = layout;
    if (!pending) this.remember(key, layout);
    return { layout: placed(layout, state.rowsBy), pending };
  }

  /** Without a helper, and what the worker laid out when it read the file. */
  private madeHere(state: Chosen, name: RowLayoutName): RoomLayout | undefined {
    const isFirst = name === "swim" && state.room === 0 && state.filter.trim() === "";
    if (this.helper !== undefined && !isFirst) return undefined;
    const { shown } = filterOf(this.model, state);
    return layoutOf(this.model, state.room, { name, rowsBy: "rank", ...(shown && { shown }) });
  }

  private firstOf(): RoomLayout {
    return layoutOf(this.model, 0, { name: "swim", rowsBy: "rank" });
  }

  private remember(key: string, layout: RoomLayout): void {
    this.remembered.delete(key);
    this.remembered.set(key, layout);
    for (const oldest of this.remembered.keys()) {
      if (this.remembered.size > rememberedMax) this.remembered.delete(oldest);
    }
  }
}
