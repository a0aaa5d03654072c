// From one row of the picture to the next, as keys walk: begins at the selected event, or else at
// the line between past and future. Pure; swim-view.ts gives its layout.
import { rowsUntil } from "../draw/index.ts";
import { eventKind, type Row, type RoomLayout } from "../layout/index.ts";
import type { PageState } from "./state.ts";

type From = Pick<PageState, "selected" | "atMs">;

/** The event `step` events below (or above) the selected one, or the one nearest to now. */
export function neighbourEvent(layout: RoomLayout, step: 1 | -1, { selected, atMs }: From): number {
  const { rows, rowOfEvent } = layout;
  let row = selected >= 0 ? rowOfEvent[selected] + step : rowsUntil(layout, atMs) - 1;
  for (; row >= 0 && row < rows.length; row += step) {
    if (rows.kinds[row] === eventKind) return rows.refs[row];
  }
  return selected;
}

/** The next row (after the selected event, or else after now) for which `wanted` holds. */
export function findRow(
  layout: RoomLayout,
  { step, from }: { step: 1 | -1; from: From },
  wanted: (row: Row) => boolean,
): Row | undefined {
  const { rows, rowOfEvent } = layout;
  let row = from.selected >= 0 ? rowOfEvent[from.selected] : rowsUntil(layout, from.atMs) - 1;
  for (row += step; row >= 0 && row < rows.length; row += step) {
    const at = rows.get(row);
    if (at !== undefined && wanted(at)) return at;
  }
  return undefined;
}
