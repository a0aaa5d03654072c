// How a picture is looked at: which part, at which instant, through whose eyes; and the places of
// rows and events in it, in pixels. Shared by all that builds draw lists.
import { laneX, type Columns, type SwimLayout } from "../layout/index.ts";
import type { Model } from "../model/index.ts";

export interface SceneView {
  readonly model: Model;
  readonly layout: SwimLayout;
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
}

/** Everybody's view: what exists, whoever knows of it. */
export const everyone = -1;

/** First and last row in sight; the last is below the first where there are no rows. */
export function rowsInSight(view: SceneView): [first: number, last: number] {
  const first = Math.floor(view.scrollTopPx / view.rowPx);
  const last = Math.ceil((view.scrollTopPx + view.heightPx) / view.rowPx) - 1;
  return [Math.max(0, first), Math.min(view.layout.rows.length - 1, last)];
}

/** The middle of a row, in pixels from the top of the picture. */
export function rowY(view: SceneView, row: number): number {
  return (row + 0.5) * view.rowPx - view.scrollTopPx;
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

/** How many rows lie at or before a time, in a layout whose rows are in order of time. */
export function rowsUntil({ rows }: SwimLayout, atMs: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows.times[middle] <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
