// What lies over the scene and changes with the pointer: the row under it, the selected event's row
// and the edges to its parents and children. A canvas of its own, so the scene is not redrawn.
import { edgeShape } from "./edge-shape.ts";
import { eventX, eventRadius, rowsInSight, rowY, type SceneView } from "./view.ts";
import type { Shape } from "./shapes.ts";

export interface Pointed {
  /** Row under the pointer, -1 for none. */
  readonly hoverRow: number;
  /** Selected event, -1 for none. */
  readonly selected: number;
}

/** The overlay's draw list. */
export function overlayOf(view: SceneView, { hoverRow, selected }: Pointed): Shape[] {
  const shapes: Shape[] = [];
  const [first, last] = rowsInSight(view);
  if (hoverRow >= first && hoverRow <= last) {
    shapes.push({ ...rowBox(view, hoverRow), shape: "rect", color: "accent", alpha: 0.1 });
  }
  const row = selected < 0 ? -1 : (view.layout.rowOfEvent[selected] ?? -1);
  if (row < 0) return shapes;
  shapes.push({ shape: "clip", x: view.columns.leftPx, w: view.columns.viewPx });
  for (const edge of view.layout.edges.inWindow(first, last)) {
    if (edge.child !== selected && edge.parent !== selected) continue;
    if (view.model.events[edge.child].atMs > view.atMs) continue;
    shapes.push({ ...edgeShape(view, edge), color: "accent", width: 3, alpha: 1 });
  }
  if (row < first || row > last) return [...shapes, { shape: "unclip" }];
  const x = eventX(view, selected);
  const y = rowY(view, row);
  const reach = eventRadius(view) + 4;
  const points = [x - reach, y - reach, x + reach, y - reach, x + reach, y + reach];
  points.push(x - reach, y + reach, x - reach, y - reach);
  shapes.push({ shape: "line", points, color: "accent", width: 2, dashed: false, alpha: 1 });
  shapes.push({ shape: "unclip" });
  shapes.push({ ...rowBox(view, row), shape: "rect", color: "accent", alpha: 0.16 });
  return shapes;
}

function rowBox(view: SceneView, row: number) {
  return { x: 0, y: rowY(view, row) - view.rowPx / 2, w: view.widthPx, h: view.rowPx };
}
