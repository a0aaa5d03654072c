// What every layout of a room's rows gives: numbers only. Which column an event stands in and how
// its edges run is each layout's own; rows are the same for all.
import type { EdgeIndex } from "./edges.ts";
import type { RowPlaces } from "./places.ts";
import type { Rows } from "./rows.ts";

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
