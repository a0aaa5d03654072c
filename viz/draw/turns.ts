// The row of a turn, a resolution that took back what servers had held: a sign in the lane of each
// server that has come to it by the time on the clock.
import { laneX, lanesInSight } from "../layout/index.ts";
import { turnsOf } from "../model/index.ts";
import type { Shape } from "./shapes.ts";
import { rowY, type SceneView } from "./view.ts";

/** What stands for a turn in pictures and texts. */
export const turnSign = "↻";

/** The signs of a row; none where it is no turn. */
export function turnShapes(view: SceneView, row: number): Shape[] {
  const { columns, model, layout, scrollLeftPx, atMs, remPx, rowPx, split, asSeenBy } = view;
  const at = layout.rows.get(row);
  if (at?.kind !== "turn" || layout.name === "rail") return [];
  const { servers, times } = turnsOf(model)[at.turn];
  const inSight = new Set(lanesInSight(columns, scrollLeftPx));
  const px = Math.min(remPx * 1.1, rowPx);
  return servers.flatMap((server, place): Shape[] => {
    const elsewhere = split === "pane" && server !== asSeenBy;
    if (elsewhere || !inSight.has(server) || times[place] > atMs) return [];
    const x = laneX(columns, server, scrollLeftPx);
    const look = { color: "warn", align: "center", bold: true } as const;
    return [{ shape: "text", x, y: rowY(view, row), text: turnSign, px, ...look }];
  });
}
