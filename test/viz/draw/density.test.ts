// From far away no anomaly vanishes, whatever the zoom, and the strips hold every event once.
import { describe, expect, test } from "vitest";
import { densityRowPx, densityShapes } from "../../../viz/draw/density.ts";
import { sceneOf } from "../../../viz/draw/scene.ts";
import type { Mark, Shape } from "../../../viz/draw/shapes.ts";
import { everyone, rowY, type SceneView } from "../../../viz/draw/view.ts";
import { columnsFor, laneX } from "../../../viz/layout/columns.ts";
import { swimLayout } from "../../../viz/layout/swim.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const model = buildModel(syntheticTrace({ events: 3_000, servers: 4 }));
const layout = swimLayout(model);
const columns = columnsFor([0, 1, 2, 3], { widthPx: 1000, remPx: 14 });

function viewOf(rowPx: number, atMs = model.endMs): SceneView {
  return {
    ...{ model, layout, columns, rowPx, remPx: 14, widthPx: 1000, heightPx: 800 },
    ...{ scrollTopPx: 0, scrollLeftPx: 0, atMs, asSeenBy: everyone },
  };
}
const all: [number, number] = [0, layout.rows.length - 1];
const marksOf = (shapes: readonly Shape[]) =>
  shapes.filter((shape): shape is Mark => shape.shape === "mark");

describe.each([1.4, 0.5, 0.1, 0.02, 0.004])("at %f px a row", (rowPx) => {
  const view = viewOf(rowPx);
  const shapes = densityShapes(view, all);

  test("each refusal has a mark in its lane within a few pixels, as grave as itself or graver", () => {
    const gravity = ["soft-failed", "rejected", "dropped"];
    const marks = marksOf(shapes);
    const refusals = model.arrivals.allRefusals().map((entry) => model.arrivals.get(entry));
    expect(refusals.length).toBeGreaterThan(10);
    for (const { event, server, verdict } of refusals) {
      const y = rowY(view, layout.rowOfEvent[event]);
      const x = laneX(columns, server, 0);
      const near = marks.filter((mark) => mark.x === x && Math.abs(mark.y - y) <= 6);
      const worst = Math.max(...near.map(({ standing }) => gravity.indexOf(standing)));
      expect(worst, `${verdict} of event ${event}`).toBeGreaterThanOrEqual(
        gravity.indexOf(verdict),
      );
    }
  });

  test("there is a strip wherever there are events, and never more than the screen holds", () => {
    const strips = shapes.flatMap((shape) => (shape.shape === "rect" ? [shape] : []));
    for (const { index, server } of model.events) {
      const y = layout.rowOfEvent[index] * rowPx;
      const x = laneX(columns, server, 0);
      const there = strips.some((at) => at.y <= y && y < at.y + 4 && at.x < x && x < at.x + at.w);
      expect(there, `event ${index}`).toBe(true);
    }
    const height = Math.ceil((layout.rows.length * rowPx) / 2) + 1;
    expect(strips.length).toBeLessThanOrEqual(height * 4);
  });
});

test("nothing of the future is drawn", () => {
  const atMs = Math.floor(model.endMs / 2);
  const view = viewOf(0.1, atMs);
  const until = model.events.filter((event) => event.atMs <= atMs).length;
  for (const shape of densityShapes(view, all)) {
    if (shape.shape === "rect") expect(shape.y).toBeLessThanOrEqual((until + 60) * 0.1 + 2);
  }
});

test("the scene goes over to strips below its limit, and back above", () => {
  const kinds = (rowPx: number) => new Set(sceneOf(viewOf(rowPx)).map(({ shape }) => shape));
  expect(kinds(densityRowPx * 0.9).has("edge")).toBe(false);
  expect(kinds(densityRowPx * 1.1).has("edge")).toBe(true);
});
