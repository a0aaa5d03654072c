// The overview strip shows the whole room, each anomaly and each match, however little it is given.
import { expect, test } from "vitest";
import { overviewMatches, overviewShapes } from "../../../viz/draw/overview.ts";
import type { Mark, Rect } from "../../../viz/draw/shapes.ts";
import { rowLayouts } from "../../../viz/layout/room-layout.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { syntheticTrace } from "../synthetic-trace.ts";
import { sceneView } from "./scene-view.ts";

const model = buildModel(syntheticTrace({ events: 400, servers: 5 }));
const size = { w: 36, h: 500 };

test.each(rowLayouts)("%s: events from top to bottom, inside the strip", (name) => {
  const view = { ...sceneView(model, { name }), scrollTopPx: 777, heightPx: 100 };
  const rects = overviewShapes(view, size).filter((s): s is Rect => s.shape === "rect");
  expect(Math.min(...rects.map(({ y }) => y))).toBe(0);
  expect(Math.max(...rects.map(({ y }) => y))).toBeGreaterThan(490);
  for (const { x, w } of rects) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + w).toBeLessThanOrEqual(size.w + 0.01);
  }
});

test("every refused event is near a mark, also with more lanes than the strip has room for", () => {
  for (const servers of [5, 60]) {
    const wide = buildModel(syntheticTrace({ events: 300, servers }));
    const view = sceneView(wide);
    const marks = overviewShapes(view, size).filter((s): s is Mark => s.shape === "mark");
    const refused = new Set(
      wide.arrivals.allRefusals().map((entry) => wide.arrivals.get(entry).event),
    );
    expect(refused.size).toBeGreaterThan(0);
    for (const event of refused) {
      const y = ((view.layout.rowOfEvent[event] + 0.5) * size.h) / view.layout.rows.length;
      expect(marks.some((mark) => Math.abs(mark.y - y) < 7)).toBe(true);
    }
  }
});

test("matches are strokes at the left, at most one for two pixels", () => {
  const view = sceneView(model);
  const all = Int32Array.from({ length: view.layout.rows.length }, (_, row) => row);
  const shapes = overviewMatches(view, all, size);
  expect(shapes.length).toBeGreaterThan(100);
  expect(shapes.length).toBeLessThanOrEqual(size.h / 2 + 1);
  expect(overviewMatches(view, Int32Array.of(3), size).length).toBe(1);
});

test("a room without rows has an empty strip", () => {
  const view = sceneView(model);
  expect(overviewShapes(view, { w: 36, h: 0 })).toEqual([]);
});
