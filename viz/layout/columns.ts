// From lanes to pixels across: in which order lanes stand, how wide one is, where its middle lies,
// and which are in sight. Lanes share the width that is there; below a least width they scroll
// sideways instead. A lane is named by its server; its place is where it stands, from the left.

export interface Columns {
  /** Where lanes begin: the width of the column of times. */
  readonly leftPx: number;
  readonly lanePx: number;
  /** Width of the window through which lanes are seen. */
  readonly viewPx: number;
  /** Width of all lanes together; more than `viewPx` where they scroll. */
  readonly totalPx: number;
  /** The server at each place. */
  readonly servers: readonly number[];
  /** The place of each server. */
  readonly places: readonly number[];
}

/**
 * Shares out the width of the picture.
 *
 * @param servers servers from left to right, each of 0 … n-1 once; see `laneOrder`
 * @param widthPx the whole picture, with times and words
 * @param remPx size of the page's text, so that all grows together
 */
export function columnsFor(
  servers: readonly number[],
  { widthPx, remPx }: { widthPx: number; remPx: number },
): Columns {
  const narrow = widthPx < 42 * remPx;
  const leftPx = Math.round((narrow ? 3.4 : 5) * remPx);
  const viewMax = Math.max(4 * remPx, Math.round((widthPx - leftPx) * (narrow ? 0.5 : 0.56)));
  const wide = (narrow ? 3.2 : 6.2) * remPx;
  const least = 0.33 * remPx;
  const share = viewMax / Math.max(servers.length, 1);
  const lanePx = Math.max(least, Math.min(wide, share));
  const totalPx = lanePx * servers.length;
  const places = servers.map(() => 0);
  servers.forEach((server, place) => {
    places[server] = place;
  });
  return { leftPx, lanePx, viewPx: Math.min(totalPx, viewMax), totalPx, servers, places };
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
