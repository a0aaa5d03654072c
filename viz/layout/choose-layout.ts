// Which layout a room has in a picture: by name, with rows by rank or by true time, of all events or some.
import type { Model } from "../model/index.ts";
import { fittingMsPerRow, timePlaces } from "./places.ts";
import { railLayout } from "./rail.ts";
import type { RoomLayout, RowLayoutName } from "./room-layout.ts";
import type { Shown } from "./shown.ts";
import { swimLayout } from "./swim.ts";

/** How a picture's rows are placed. */
export interface LayoutChoice {
  readonly name: RowLayoutName;
  readonly rowsBy: "rank" | "time";
  /** The events that get a row; all where it is absent. */
  readonly shown?: Shown;
}

const kept = new WeakMap<Model, RoomLayout>();

/** Remembers the layout of all events of a model's room that somebody else has made. */
export function keepLayout(model: Model, layout: RoomLayout): void {
  kept.set(model, layout);
}

/** A room's layout as chosen. O(events + edges), unless it was kept. */
export function layoutOf(model: Model, room: number, choice: LayoutChoice): RoomLayout {
  const { name, rowsBy, shown } = choice;
  const make = name === "rail" ? railLayout : swimLayout;
  const ready = kept.get(model);
  const fits = shown === undefined && ready?.name === name && ready.room === room;
  return placed(fits ? ready : make(model, room, shown), rowsBy);
}

const timed = new WeakMap<RoomLayout, RoomLayout>();

/** A layout by rank, or the same by true time; that is worked out once. */
export function placed(layout: RoomLayout, rowsBy: LayoutChoice["rowsBy"]): RoomLayout {
  if (rowsBy === "rank") return layout;
  const { times } = layout.rows;
  const known = timed.get(layout) ?? {
    ...layout,
    places: timePlaces(times, fittingMsPerRow(times)),
    timed: true,
  };
  timed.set(layout, known);
  return known;
}
