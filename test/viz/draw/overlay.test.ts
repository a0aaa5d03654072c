// The overlay holds what the pointer and the selection add, and nothing else.
import { expect, test } from "vitest";
import { overlayOf } from "../../../viz/draw/overlay.ts";
import { countShapes } from "../../../viz/draw/shapes.ts";
import { everyone, type SceneView } from "../../../viz/draw/view.ts";
import { columnsFor } from "../../../viz/layout/columns.ts";
import { swimLayout } from "../../../viz/layout/swim.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const model = buildModel(syntheticTrace({ events: 50 }));
const layout = swimLayout(model);
const none = new Int32Array(0);
const view: SceneView = {
  ...{ model, layout, rowPx: 20, remPx: 14, widthPx: 1000, heightPx: 4000 },
  columns: columnsFor([0, 1, 2, 3], { widthPx: 1000, remPx: 14 }),
  ...{ scrollTopPx: 0, scrollLeftPx: 0, atMs: model.endMs, asSeenBy: everyone },
};

test("nothing pointed at, nothing drawn", () => {
  expect(overlayOf(view, { hoverRow: -1, selected: -1, lit: [], found: none })).toEqual([]);
});

test("a selected event has its row, its frame, and the edges to its parents and children", () => {
  for (const { index, prev } of model.events) {
    const children = model.events.filter((other) => other.prev.includes(index)).length;
    const counts = countShapes(
      overlayOf(view, { hoverRow: -1, selected: index, lit: [], found: none }),
    );
    expect(counts["edge"] ?? 0).toBe(prev.length + children);
    expect(counts).toMatchObject({ rect: 1, line: 1 });
  }
});

test("a selection out of sight leaves only edges that pass", () => {
  const away = { ...view, scrollTopPx: 600, heightPx: 100 };
  const counts = countShapes(overlayOf(away, { hoverRow: -1, selected: 0, lit: [], found: none }));
  expect(counts["rect"]).toBeUndefined();
});

test("the row under the pointer is marked", () => {
  expect(countShapes(overlayOf(view, { hoverRow: 3, selected: -1, lit: [], found: none }))).toEqual(
    { rect: 1 },
  );
});

test("what is told about is ringed, and every other row veiled", () => {
  const lit = [
    { event: 2, role: "refused" },
    { event: 9, role: "winner" },
  ] as const;
  const shapes = overlayOf(view, { hoverRow: -1, selected: -1, lit, found: none });
  expect(countShapes(shapes)).toEqual({ ring: 2, text: 2, rect: 3 });
  const veils = shapes.flatMap((shape) => (shape.shape === "rect" ? [shape] : []));
  const rowsVeiled = veils.reduce((sum, { h }) => sum + h / view.rowPx, 0);
  expect(rowsVeiled).toBe(layout.rows.length - 2);
  expect(shapes.flatMap((shape) => (shape.shape === "text" ? shape.text : []))).toEqual(["×", "▲"]);
});

test("rows that a query finds have a stroke; far away, one stroke for all that share a place", () => {
  const found = Int32Array.of(3, 4, 20);
  const near = overlayOf(view, { hoverRow: -1, selected: -1, lit: [], found });
  expect(countShapes(near)).toEqual({ rect: 6 });
  const far = { ...view, rowPx: 0.5 };
  expect(countShapes(overlayOf(far, { hoverRow: -1, selected: -1, lit: [], found }))).toEqual({
    rect: 2,
  });
});
