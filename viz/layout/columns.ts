// From lanes to pixels across: in which order lanes stand, how wide one is, where its middle lies,
// and which are in sight. Lanes share the width that is there; below a least width they scroll
// sideways instead, or neighbours share one. A lane is named by its server (or by its number, where
// lanes are no servers), a shared one by the first of them; its place is where it stands, from the
// left.
import type { LaneMembers, Lanes } from "./lane-groups.ts";

export interface Columns {
  /** Where lanes begin: the width of the column of times. */
  readonly leftPx: number;
  readonly lanePx: number;
  /** Width of the window through which lanes are seen. */
  readonly viewPx: number;
  /** Width of all lanes together; more than `viewPx` where they scroll. */
  readonly totalPx: number;
  /** The server at each place; the first of those that share it. */
  readonly servers: readonly number[];
  /** The place of each server. */
  readonly places: readonly number[];
  /** Lanes that many servers share as a group, by the first of them; absent where none does. */
  readonly members?: ReadonlyMap<number, LaneMembers>;
}

export interface ColumnSizes {
  /** The whole picture, with times and words. */
  readonly widthPx: number;
  /** Size of the page's text, so that all grows together. */
  readonly remPx: number;
  /** Width of the column of times, in units of the text's size (default: 5, narrow 3.4). */
  readonly timesRem?: number;
  /** The part of the rest that lanes may take (default: 0.56, narrow 0.5). */
  readonly share?: number;
  /** Lanes are never wider than this (default: 6.2, narrow 3.2) … */
  readonly wideRem?: number;
  /** … nor narrower than this (default: a third of the text's size). */
  readonly leastPx?: number;
  /** Where lanes would be narrower than `leastPx`, neighbours share one instead of scrolling. */
  readonly shared?: boolean;
}

/**
 * Shares out the width of the picture.
 *
 * @param servers servers from left to right, each once; see `laneOrder`
 */
export function columnsFor(servers: readonly number[], sizes: ColumnSizes): Columns {
  const { widthPx, remPx } = sizes;
  const narrow = widthPx < 42 * remPx;
  const {
    timesRem = narrow ? 3.4 : 5,
    share = narrow ? 0.5 : 0.56,
    wideRem = narrow ? 3.2 : 6.2,
    leastPx = 0.33 * remPx,
  } = sizes;
  const leftPx = Math.round(timesRem * remPx);
  const viewMax = Math.max(Math.min(widthPx, 4 * remPx), Math.round((widthPx - leftPx) * share));
  const wanted = viewMax / Math.max(servers.length, 1);
  const lanePx = Math.max(leastPx, Math.min(wideRem * remPx, wanted));
  const places: number[] = [];
  if (sizes.shared === true && wanted < leastPx) {
    const count = Math.max(1, Math.floor(viewMax / leastPx));
    const firsts: number[] = [];
    servers.forEach((server, at) => {
      const place = Math.floor((at * count) / servers.length);
      places[server] = place;
      firsts[place] ??= server;
    });
    const totalPx = lanePx * count;
    return { leftPx, lanePx, viewPx: Math.min(totalPx, viewMax), totalPx, servers: firsts, places };
  }
  const totalPx = lanePx * servers.length;
  servers.forEach((server, place) => {
    places[server] = place;
  });
  return { leftPx, lanePx, viewPx: Math.min(totalPx, viewMax), totalPx, servers, places };
}

/** The same for lanes of groups; see lane-groups.ts. */
export function columnsOfLanes({ names, laneOf, members }: Lanes, sizes: ColumnSizes): Columns {
  const columns = columnsFor(names, sizes);
  const places = Array.from(laneOf, (lane) => columns.places[lane]);
  return { ...columns, places, members };
}

/** The middle of a server's lane from the picture's left, with lanes scrolled by `scrollPx`. */
export function laneX(columns: Columns, server: number, scrollPx: number): number {
  return columns.leftPx + (columns.places[server] + 0.5) * columns.lanePx - scrollPx;
}

/** The servers whose lanes are in sight, from left to right. */
export function lanesInSight(columns: Columns, scrollPx: number): readonly number[] {
  const first = Math.max(0, Math.floor(scrollPx / columns.lanePx));
  const end = Math.ceil((scrollPx + columns.viewPx) / columns.lanePx);
  return columns.servers.slice(first, end);
}

/** The server whose lane is at a place across, or -1 beside the lanes. */
export function laneAt(columns: Columns, xPx: number, scrollPx: number): number {
  const inside = xPx - columns.leftPx;
  if (inside < 0 || inside >= columns.viewPx) return -1;
  return columns.servers[Math.floor((inside + scrollPx) / columns.lanePx)] ?? -1;
}
