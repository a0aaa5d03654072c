// The whole room on a strip beside the picture: where events are dense, where faults were, and every
// anomaly, however long the room. Drawn anew only when the room or its layout changes.
import { columnsFor } from "../layout/index.ts";
import { bandShapes } from "./bands.ts";
import { densityShapes } from "./density.ts";
import type { Shape } from "./shapes.ts";
import type { SceneView } from "./view.ts";

/** With more lanes than this a strip has one for all. */
const lanesMax = 24;

/** The strip of a view's layout, with its whole height in `h` pixels. */
export function overviewShapes(view: SceneView, { w, h }: { w: number; h: number }): Shape[] {
  const { layout, model, remPx } = view;
  if (layout.rows.length === 0 || h <= 0) return [];
  const merged = layout.laneCount > lanesMax;
  const flat = { ...layout, laneCount: 1, lane: new Uint8Array(model.events.length) };
  const lanes = merged ? [0] : (view.lanes ?? lanesOf(layout.laneCount));
  const sizes = { widthPx: w, remPx, timesRem: 0, share: 1, wideRem: 99, leastPx: 0.5 };
  const whole: SceneView = {
    ...{ model, remPx, layout: merged ? flat : layout, columns: columnsFor(lanes, sizes) },
    ...{ widthPx: w, heightPx: h, scrollTopPx: 0, scrollLeftPx: 0 },
    ...{ rowPx: h / layout.places.length, atMs: Number.POSITIVE_INFINITY, asSeenBy: -1 },
  };
  const last = layout.rows.length - 1;
  const density = densityShapes(whole, [0, last]);
  return [...bandShapes(whole, 0, last), ...(merged ? density.map(ofNobody) : density)];
}

/** Where lanes are merged, a colour of one of them would say what is not so. */
function ofNobody(shape: Shape): Shape {
  return shape.shape === "rect" ? { ...shape, color: "faint" } : shape;
}

/** Strokes where a query finds events; one for all that share a pixel or two. */
export function overviewMatches(
  { layout, remPx }: SceneView,
  found: Int32Array,
  { h }: { h: number },
): Shape[] {
  const shapes: Shape[] = [];
  let free = -Infinity;
  for (const row of found) {
    const y = (layout.places.of(row) * h) / layout.places.length;
    if (y < free) continue;
    free = y + 2;
    shapes.push({ shape: "rect", x: 0, y, w: remPx * 0.4, h: 2, color: "accent", alpha: 1 });
  }
  return shapes;
}

function lanesOf(count: number): number[] {
  return Array.from({ length: count }, (_, lane) => lane);
}
