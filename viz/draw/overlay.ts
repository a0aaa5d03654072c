// What lies over the scene and changes with the pointer: the row under it, the selected event's row
// and the edges to its parents and children. A canvas of its own, so the scene is not redrawn.
import { countUpTo } from "../model/index.ts";
import { edgeShape } from "./edge-shape.ts";
import { messageShapesOf } from "./messages.ts";
import { panesOf } from "./panes.ts";
import { eventX, eventRadius, rowsInSight, rowTop, rowY, type SceneView } from "./view.ts";
import type { Lit } from "../why/index.ts";
import { ringShapes } from "./lit.ts";
import type { Shape } from "./shapes.ts";

export interface Pointed {
  /** Row under the pointer, -1 for none. */
  readonly hoverRow: number;
  /** Selected event, -1 for none. */
  readonly selected: number;
  /** Events that are being told about; while there are any, all others are veiled. */
  readonly lit: readonly Lit[];
  /** Rows of the events that a query finds, ascending. */
  readonly found: Int32Array;
}

/** The overlay's draw list. */
export function overlayOf(view: SceneView, { hoverRow, selected, lit, found }: Pointed): Shape[] {
  const shapes: Shape[] = [];
  const [first, last] = rowsInSight(view);
  shapes.push(...litShapes(view, lit, [first, last]), ...foundShapes(view, found, [first, last]));
  if (hoverRow >= first && hoverRow <= last) {
    shapes.push({ ...rowBox(view, hoverRow), shape: "rect", color: "accent", alpha: 0.1 });
  }
  const row = selected < 0 ? -1 : (view.layout.rowOfEvent[selected] ?? -1);
  if (row < 0) return shapes;
  shapes.push({ shape: "clip", x: view.columns.leftPx, w: view.columns.viewPx });
  const pictures = view.split === "panes" ? panesOf(view) : [view];
  if (view.messages === true) shapes.push(...messageShapesOf(view, selected));
  for (const each of pictures) shapes.push(...selectionShapes(each, selected, [first, last]));
  shapes.push({ shape: "unclip" });
  if (row < first || row > last) return shapes;
  return [...shapes, { ...rowBox(view, row), shape: "rect", color: "accent", alpha: 0.16 }];
}

/** The selected event in one picture: its edges, and a box around its mark. */
function selectionShapes(
  view: SceneView,
  selected: number,
  [first, last]: [number, number],
): Shape[] {
  const shapes: Shape[] = [{ shape: "clip", x: view.columns.leftPx, w: view.columns.viewPx }];
  for (const edge of view.layout.edges.inWindow(first, last)) {
    if (edge.child !== selected && edge.parent !== selected) continue;
    if (view.model.events[edge.child].atMs > view.atMs) continue;
    shapes.push({ ...edgeShape(view, edge), color: "accent", width: 3, alpha: 1 });
  }
  shapes.push({ shape: "unclip" });
  const row = view.layout.rowOfEvent[selected];
  if (row < first || row > last) return shapes;
  const x = eventX(view, selected);
  const y = rowY(view, row);
  const reach = eventRadius(view) + 4;
  const points = [x - reach, y - reach, x + reach, y - reach, x + reach, y + reach];
  points.push(x - reach, y + reach, x - reach, y - reach);
  shapes.push({ shape: "line", points, color: "accent", width: 2, dashed: false, alpha: 1 });
  return shapes;
}

/** A stroke at the left of each row that a query finds; one for all that share a few pixels. */
function foundShapes(view: SceneView, found: Int32Array, [first, last]: [number, number]): Shape[] {
  const shapes: Shape[] = [];
  const height = Math.max(3, Math.min(view.rowPx, view.remPx));
  const end = countUpTo(found, last);
  let free = -Infinity;
  for (let at = countUpTo(found, first - 1); at < end; at++) {
    const y = rowY(view, found[at]) - height / 2;
    if (y < free) continue;
    free = y + height;
    const box = { x: view.columns.leftPx - 4, y, w: 4, h: height };
    shapes.push({ shape: "rect", ...box, color: "accent", alpha: 1 });
    if (view.rowPx < view.remPx) continue;
    const row = rowBox(view, found[at]);
    shapes.push({ shape: "rect", ...row, color: "accent", alpha: 0.07 });
  }
  return shapes;
}

/** A veil over the rows that are not told about, and a ring around each event that is. */
function litShapes(view: SceneView, lit: readonly Lit[], [first, last]: [number, number]): Shape[] {
  if (lit.length === 0) return [];
  const shapes: Shape[] = [];
  const roles = new Map(lit.map(({ event, role }) => [view.layout.rowOfEvent[event] ?? -1, role]));
  const veil = (from: number, to: number) => {
    const box = { x: 0, y: rowTop(view, from), w: view.widthPx };
    const h = rowTop(view, to) - rowTop(view, from);
    if (to > from) shapes.push({ shape: "rect", ...box, h, color: "surface", alpha: 0.72 });
  };
  let from = first;
  for (let row = first; row <= last; row++) {
    if (!roles.has(row)) continue;
    veil(from, row);
    from = row + 1;
  }
  veil(from, last + 1);
  for (const each of view.split === "panes" ? panesOf(view) : [view]) {
    for (const one of lit) {
      const row = view.layout.rowOfEvent[one.event] ?? -1;
      if (row >= first && row <= last) addRing(each, shapes, one);
    }
  }
  return shapes;
}

function addRing(view: SceneView, shapes: Shape[], { event, role }: Lit): void {
  const x = eventX(view, event);
  const y = rowY(view, view.layout.rowOfEvent[event]);
  const size = { x, y, r: eventRadius(view) + 3, remPx: view.remPx };
  // In low rows a sign would cover its neighbours.
  const signs = view.rowPx >= view.remPx * 0.7;
  shapes.push(...ringShapes(role, size).filter(({ shape }) => signs || shape === "ring"));
}

function rowBox(view: SceneView, row: number) {
  return { x: 0, y: rowTop(view, row), w: view.widthPx, h: view.rowPx };
}
