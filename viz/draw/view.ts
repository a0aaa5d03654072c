// How a picture is looked at: which part, at which instant, through whose eyes; and the places of
// rows and events in it, in pixels. Shared by all that builds draw lists.
import { laneX, type Columns, type RoomLayout } from "../layout/index.ts";
import type { Model } from "../model/index.ts";

export interface SceneView {
  readonly model: Model;
  readonly layout: RoomLayout;
  readonly columns: Columns;
  readonly rowPx: number;
  /** Size of the page's text; marks and words follow it. */
  readonly remPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly scrollTopPx: number;
  readonly scrollLeftPx: number;
  readonly atMs: number;
  /** The server through whose eyes we look; -1 for everyone. */
  readonly asSeenBy: number;
  /** Requests between servers are drawn as arrows. */
  readonly messages?: boolean;
  /** The order of lanes within a pane; by number where it is absent. */
  readonly lanes?: readonly number[];
  /**
   * `panes`: each of the columns is a pane, the whole picture as its server sees it. `pane`: this
   * is one of them. Absent: one picture for all.
   */
  readonly split?: "panes" | "pane";
}

/** Everybody's view: what exists, whoever knows of it. */
export const everyone = -1;

/** First and last row in sight; the last is below the first where there are no rows. */
export function rowsInSight(view: SceneView): [first: number, last: number] {
  const { layout, rowPx, scrollTopPx, heightPx } = view;
  if (layout.rows.length === 0 || heightPx <= 0) return [0, -1];
  const { places } = layout;
  const last = places.at(Math.ceil((scrollTopPx + heightPx) / rowPx) - 1);
  return [places.at(scrollTopPx / rowPx), last];
}

/** The row at a height of the picture, -1 beside the rows. */
export function rowAt(view: SceneView, y: number): number {
  const { places } = view.layout;
  const place = (y + view.scrollTopPx) / view.rowPx;
  if (place < 0 || place >= places.length) return -1;
  const row = places.at(place);
  return place < places.of(row) + 1 ? row : -1;
}

/** The upper edge of a row, in pixels from the top of the picture. */
export function rowTop(view: SceneView, row: number): number {
  return view.layout.places.of(row) * view.rowPx - view.scrollTopPx;
}

/** The middle of a row, in pixels from the top of the picture. */
export function rowY(view: SceneView, row: number): number {
  return rowTop(view, row) + view.rowPx / 2;
}

/** The height of an instant: in the middle of its rows, and between rows in proportion. */
export function timeY(view: SceneView, atMs: number): number {
  const { times, length } = view.layout.rows;
  const next = rowsUntil(view.layout, atMs);
  if (next === 0) return rowTop(view, 0);
  const y = rowY(view, next - 1);
  if (next >= length) return y;
  const span = times[next] - times[next - 1];
  return y + ((rowY(view, next) - y) * (atMs - times[next - 1])) / Math.max(1, span);
}

/** Radius of an event's mark in its maker's lane: never lost, however narrow the lanes are. */
export function eventRadius(view: SceneView): number {
  return Math.max(markRadius(view), Math.min(4, view.rowPx * 0.3));
}

/** Largest radius of marks that must not touch those of the next lane. */
export function markRadius({ rowPx, columns, remPx }: SceneView): number {
  return Math.max(1, Math.min(rowPx * 0.3, columns.lanePx * 0.32, remPx * 0.5));
}

/** The middle of an event's mark across; sub-lanes stand a little to the right. */
export function eventX(view: SceneView, event: number): number {
  const { columns, layout, scrollLeftPx } = view;
  const shift = layout.subLane[event] * Math.min(columns.lanePx * 0.22, view.remPx * 1.1);
  return laneX(columns, layout.lane[event], scrollLeftPx) + shift;
}

/** The middle of a lane across. */
export function laneOf({ columns, scrollLeftPx }: SceneView, lane: number): number {
  return laneX(columns, lane, scrollLeftPx);
}

/** How many rows lie at or before a time, in a layout whose rows are in order of time. */
export function rowsUntil({ rows }: RoomLayout, atMs: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows.times[middle] <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
