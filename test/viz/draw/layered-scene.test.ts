// The layered picture: what is pointed at is what is drawn there, at any zoom and scroll; all fits in
// when asked to; and what is told about is ringed.
import { expect, test } from "vitest";
import {
  fittingZoom,
  layeredEventAt,
  layeredScene,
  layeredSize,
  type LayeredView,
} from "../../../viz/draw/layered-scene.ts";
import { countShapes, type Mark } from "../../../viz/draw/shapes.ts";
import { layeredLayout } from "../../../viz/layout/layered.ts";
import { authChainOf } from "../../../viz/model/auth-chain.ts";
import { scenarioModel } from "../scenario-models.ts";

const model = scenarioModel("netsplit-ban");
const { events } = authChainOf(model, [model.events.length - 1, 15, 14]);
const layout = layeredLayout(events, (event) => model.events[event].auth);
const view: LayeredView = {
  ...{ model, layout, remPx: 14, zoom: 1, widthPx: 2_000, heightPx: 2_000 },
  ...{ scrollTopPx: 0, scrollLeftPx: 0, atMs: model.endMs, asSeenBy: -1, selected: 15, lit: [] },
  isOver: () => false,
};
const marksOf = (change: Partial<LayeredView> = {}) =>
  layeredScene({ ...view, ...change }).filter((shape): shape is Mark => shape.shape === "mark");

test("each event has its mark and each edge its line", () => {
  const counts = countShapes(layeredScene(view));
  expect(marksOf().length).toBe(events.length);
  const parts = layout.edges.reduce((sum, { through }) => sum + through.length + 1, 0);
  expect(counts["edge"]).toBe(parts);
});

test("an edge over hidden events is dotted", () => {
  const [over] = layout.edges;
  const isOver = (parent: number, child: number) => parent === over.parent && child === over.child;
  const dashed = layeredScene({ ...view, isOver }).filter(
    (shape) => shape.shape === "edge" && shape.dashed === true,
  );
  expect(dashed.length).toBe(over.through.length + 1);
});

test("what is pointed at is what is drawn there", () => {
  for (const zoom of [0.4, 1, 1.9]) {
    for (const [widthPx, scrollTopPx, scrollLeftPx] of [
      [2_000, 0, 0],
      [300, 40, 30],
    ]) {
      const at = { ...view, zoom, widthPx, scrollTopPx, scrollLeftPx };
      const found = marksOf(at).map(({ x, y }) => layeredEventAt(at, x, y));
      expect(found.every((event) => events.includes(event))).toBe(true);
      expect(new Set(found).size).toBe(found.length);
    }
  }
  expect(layeredEventAt(view, 1, 1_990)).toBe(-1);
});

test("the fitting zoom has all in sight, and never enlarges", () => {
  for (const [widthPx, heightPx] of [
    [300, 200],
    [100, 900],
    [5_000, 5_000],
  ]) {
    const small = { ...view, widthPx, heightPx };
    const zoom = fittingZoom(small);
    expect(zoom).toBeLessThanOrEqual(1);
    const { w, h } = layeredSize({ ...small, zoom });
    expect(w).toBeLessThanOrEqual(widthPx + 1);
    expect(h).toBeLessThanOrEqual(heightPx + 1);
  }
});

test("seen by a server, what it lacks is a ghost; what is told about is ringed with a sign", () => {
  const early = { atMs: 30_000, asSeenBy: 0 };
  const lacking = events.filter((event) => model.arrivals.entryAt(0, event, 30_000) < 0).length;
  expect(marksOf(early).filter(({ standing }) => standing === "unknown").length).toBe(lacking);
  expect(lacking).toBeGreaterThan(0);
  const lit = [{ event: events[0], role: "winner" } as const];
  const shapes = layeredScene({ ...view, lit });
  expect(shapes.filter(({ shape }) => shape === "ring").length).toBe(1);
  expect(shapes.some((shape) => shape.shape === "text" && shape.text === "▲")).toBe(true);
});
