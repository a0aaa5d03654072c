// What every layout of a room's rows gives: numbers only. Which column an event stands in and how
// its edges run is each layout's own; rows are the same for all.
import type { Model } from "../model/index.ts";
import type { EdgeIndex } from "./edges.ts";
import { fittingMsPerRow, timePlaces, type RowPlaces } from "./places.ts";
import { railLayout } from "./rail.ts";
import type { Rows } from "./rows.ts";
import type { Shown } from "./shown.ts";
import { swimLayout } from "./swim.ts";

/** `swim`: a lane for each server. `rail`: as few columns as the history's forks need. */
export const rowLayouts = ["swim", "rail"] as const;
export type RowLayoutName = (typeof rowLayouts)[number];

export interface RoomLayout {
  readonly name: RowLayoutName;
  readonly room: number;
  readonly rows: Rows;
  /** Where rows lie: by rank, or by true time. */
  readonly places: RowPlaces;
  /** True where rows lie by true time. */
  readonly timed: boolean;
  /** Row of each event of the model, -1 for events of other rooms, and hidden ones. */
  readonly rowOfEvent: Int32Array;
  /** Lane of each event: in `swim` the server that made it, in `rail` a column. */
  readonly lane: ArrayLike<number>;
  /** Sub-lane of each event within its lane. */
  readonly subLane: Uint8Array;
  readonly laneCount: number;
  readonly edges: EdgeIndex;
}

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
