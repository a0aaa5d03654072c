// A layout as plain columns, which can change hands between threads uncopied: a worker lays a large
// room out, the page only opens what it gets.
import type { Model } from "../model/index.ts";
import { EdgeIndex, type EdgeColumns } from "./edges.ts";
import { rankPlaces } from "./places.ts";
import type { RoomLayout } from "./room-layout.ts";
import { Rows } from "./rows.ts";
import type { SpanParts } from "./spans.ts";

/** A layout without its methods; rows are by rank. */
export interface PortableLayout extends Pick<
  RoomLayout,
  "name" | "room" | "laneCount" | "rowOfEvent" | "subLane"
> {
  readonly times: Float64Array;
  readonly kinds: Uint8Array;
  readonly refs: Int32Array;
  /** Absent in `swim`, where a lane is the server that made the event. */
  readonly lane?: ArrayLike<number>;
  readonly edges: EdgeColumns;
  readonly spans: SpanParts;
}

/** The columns of a layout; the layout must not be used afterwards if they are handed over. */
export function portableLayout(layout: RoomLayout): PortableLayout {
  const { name, room, laneCount, rowOfEvent, subLane, rows, edges, lane } = layout;
  const { times, kinds, refs } = rows;
  return {
    ...{ name, room, laneCount, rowOfEvent, subLane, times, kinds, refs },
    ...(name === "swim" ? {} : { lane }),
    ...edges.parts(),
  };
}

/** The layout again, of the same model. */
export function openLayout(model: Model, portable: PortableLayout): RoomLayout {
  const { name, room, laneCount, rowOfEvent, subLane, times, kinds, refs } = portable;
  const rows = new Rows(times, kinds, refs);
  return {
    ...{ name, room, laneCount, rowOfEvent, subLane, rows },
    lane: portable.lane ?? model.data.columns["events.server"],
    places: rankPlaces(rows.length),
    timed: false,
    edges: new EdgeIndex(rows.length, portable.edges, portable.spans),
  };
}

/** The buffers behind the columns, each once: what is handed over. */
export function buffersOf(portable: PortableLayout): ArrayBuffer[] {
  const { edges, spans, ...rest } = portable;
  const columns = [...Object.values(rest), ...Object.values(edges), ...Object.values(spans)];
  const buffers = columns.flatMap((column: unknown) =>
    ArrayBuffer.isView(column) ? (column.buffer as ArrayBuffer) : [],
  );
  return [...new Set(buffers)];
}
