// All events of two tellings in a row: after which of them do both have the same state, and after
// which not? Many events share a cell of the strip; one that differs is never lost in it.
import type { HistoryDifference } from "./compare-histories.ts";

export interface StripCell {
  /** How many events lie in the cell, and after how many of them the states differ. */
  readonly events: number;
  readonly parted: number;
  /** The first event of the cell, and the first after which the states differ (-1 for none). */
  readonly first: number;
  readonly firstParted: number;
}

/** The strip in at most so many cells of equal length. */
export function stripOf(
  { events, parted }: Pick<HistoryDifference, "events" | "parted">,
  cellsMax: number,
): StripCell[] {
  const differs = new Set(parted);
  const cells = Math.min(cellsMax, events.length);
  return Array.from({ length: cells }, (_, cell): StripCell => {
    const from = Math.floor((cell * events.length) / cells);
    const own = events.slice(from, Math.floor(((cell + 1) * events.length) / cells));
    const other = own.filter((event) => differs.has(event));
    return {
      ...{ events: own.length, parted: other.length },
      ...{ first: own[0], firstParted: other[0] ?? -1 },
    };
  });
}

const textCells = 72;

/** The strip as a line of text: `=` all the same, `x` all otherwise, `~` some. */
export function stripText(difference: Pick<HistoryDifference, "events" | "parted">): string {
  return stripOf(difference, textCells)
    .map(({ events, parted }) => (parted === 0 ? "=" : parted === events ? "x" : "~"))
    .join("");
}
