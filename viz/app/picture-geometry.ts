// From the page's state and the size of the picture's window to the view that is drawn: which
// columns there are, how high a row is, and what part is in sight. Pure; swim-view.ts scrolls.
import { paneColumnSizes, railColumnSizes, railLanes, type SceneView } from "../draw/index.ts";
import {
  columnsFor,
  columnsOfLanes,
  groupedMin,
  laneGroups,
  lanesOfGroups,
  type Columns,
  type RoomLayout,
} from "../layout/index.ts";
import type { Model } from "../model/index.ts";
import type { PageState } from "./state.ts";

/** The window that the picture is seen through. */
export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly remPx: number;
}

/** Browsers draw no element that is higher than about 33 million pixels. */
const heightMaxPx = 30_000_000;

export interface Picture {
  readonly model: Model;
  readonly layout: RoomLayout;
  /** Servers from left to right. */
  readonly servers: readonly number[];
  readonly size: PictureSize;
  readonly state: PageState;
}

/** The view of a picture that is scrolled by so much. */
export function viewOfPicture(picture: Picture, scroll: { top: number; left: number }): SceneView {
  const { model, layout, servers, size, state } = picture;
  const columns = columnsOf(picture);
  const sideways = columns.totalPx - columns.viewPx;
  return {
    ...{ model, layout, columns, ...size, atMs: state.atMs, asSeenBy: state.asSeenBy },
    messages: state.messages,
    rowPx: rowPxOf(picture, state),
    scrollTopPx: Math.max(0, scroll.top),
    scrollLeftPx: Math.max(0, Math.min(sideways, scroll.left)),
    ...(state.panes.length === 0 ? {} : { split: "panes" as const }),
    ...(layout.name === "swim" ? { lanes: servers } : {}),
  };
}

/** Panes are wide and few, swim lanes narrow and many, columns of a rail as narrow as can be. */
function columnsOf(picture: Picture): Columns {
  const { layout, servers, size, state } = picture;
  if (state.panes.length > 0) {
    return columnsFor(state.panes, { ...size, ...paneColumnSizes(layout, size.remPx) });
  }
  if (layout.name === "swim" && servers.length >= groupedMin) return groupedColumns(picture);
  if (layout.name === "swim") return columnsFor(servers, size);
  return columnsFor(railLanes(layout), { ...size, ...railColumnSizes(size.remPx) });
}

const made = new WeakMap<Model, { readonly from: readonly unknown[]; readonly columns: Columns }>();

/** Lanes of groups; whoever is looked at has a lane of their own. Made anew when one of that changes. */
function groupedColumns({ model, layout, size, state }: Picture): Columns {
  const { asSeenBy, pairChosen, a, b, unfolded } = state;
  const from = [layout.room, asSeenBy, pairChosen, a, b, unfolded, size];
  const known = made.get(model);
  if (known?.from.every((each, at) => each === from[at])) return known.columns;
  const alone = [...(asSeenBy < 0 ? [] : [asSeenBy]), ...(pairChosen ? [a, b] : [])];
  const lanes = lanesOfGroups(laneGroups(model, layout.room), { unfolded, alone });
  // A few groups have room for what their heads say.
  const wideRem = size.widthPx < 42 * size.remPx ? 5 : 9;
  const columns = columnsOfLanes(lanes, { ...size, wideRem });
  made.set(model, { from, columns });
  return columns;
}

/** Height of a row: whole pixels where words stand in it, and at least what fits all rows in. */
export function rowPxOf({ layout, size }: Picture, { rowRem }: Pick<PageState, "rowRem">): number {
  const rows = Math.max(1, layout.places.length);
  const fitting = Math.min(size.remPx * 1.6, size.heightPx / rows);
  const wanted = Math.min(heightMaxPx / rows, Math.max(rowRem * size.remPx, fitting));
  return wanted >= size.remPx ? Math.round(wanted) : wanted;
}

/** Whose view a lane shows: its own server's, or in a rail that of whoever is looking. */
export function serverOfLane({ layout, split, asSeenBy }: SceneView, lane: number): number {
  return split === "panes" || layout.name === "swim" || lane < 0 ? lane : asSeenBy;
}
