// The strip shows each fault, where states differed, and where events were refused.
import { expect, test } from "vitest";
import type { Mark } from "../../../viz/draw/shapes.ts";
import { timelineOf, timeX, type TimelineView } from "../../../viz/draw/timeline.ts";
import { timeScale } from "../../../viz/layout/time-scale.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { agreementOf } from "../../../viz/model/queries.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const model = buildModel(syntheticTrace({ events: 60 }));
const agreement = agreementOf(model);
const view: TimelineView = {
  ...{
    model,
    agreement,
    scale: timeScale(model.moments, model.endMs),
    widthPx: 800,
    heightPx: 50,
    remPx: 14,
    insetPx: 7,
  },
};
const shapes = timelineOf(view);

test("time runs from one end of the slider's way to the other", () => {
  expect(timeX(view, 0)).toBe(7);
  expect(timeX(view, model.endMs)).toBe(793);
  expect(timeX({ ...view, scale: timeScale([0], 0) }, 0)).toBe(7);
});

test("a fault's hatching spans its time", () => {
  const [hatch] = shapes.filter((shape) => shape.shape === "hatch");
  const [band] = model.faults;
  expect(hatch.x).toBeCloseTo(timeX(view, band.startMs));
  expect(hatch.x + hatch.w).toBeCloseTo(timeX(view, band.endMs));
});

test("filled steps cover exactly the times at which states differed", () => {
  const boxes = shapes.filter((shape) => shape.shape === "rect");
  const covered = (x: number) =>
    boxes.some((box) => box.shape === "rect" && box.x <= x && x <= box.x + box.w);
  agreement.times.forEach((atMs, step) => {
    const [x, end] = [atMs, agreement.times[step + 1] ?? model.endMs].map((at) => timeX(view, at));
    if (agreement.camps[step] > 1) expect(covered(x)).toBe(true);
    else if (end - x > 2) expect(covered(x + 1.5)).toBe(false);
  });
  expect(boxes.length).toBeGreaterThan(3);
  // However many steps a run has, there are no more boxes than pixels.
  const times = Array.from({ length: 50_000 }, (_, at) => (at * model.endMs) / 50_000);
  const many = { times, camps: times.map((_, at) => 1 + (at % 3)) };
  const drawn = timelineOf({ ...view, agreement: many }).filter(({ shape }) => shape === "rect");
  expect(drawn.length).toBeLessThanOrEqual(view.widthPx);
});

test("refusals are marked where they happened, thinned where they crowd", () => {
  const marks = shapes.filter((shape): shape is Mark => shape.shape === "mark");
  const refused = model.arrivals.allRefusals();
  expect(marks.length).toBeGreaterThan(0);
  expect(marks.length).toBeLessThanOrEqual(refused.length);
  const standings = new Set(marks.map(({ standing }) => standing));
  expect(standings).toEqual(new Set(refused.map((entry) => model.arrivals.verdictOf(entry))));
});

test("nothing lies outside the strip", () => {
  for (const shape of shapes) {
    if (shape.shape !== "text") continue;
    const half = (shape.text.length * shape.px * 0.6) / 2;
    expect(shape.x - half).toBeGreaterThanOrEqual(-1);
    expect(shape.x + half).toBeLessThanOrEqual(801);
  }
});

test("labels of faults that overlap do not cover each other, and stay with their fault", () => {
  const [first] = model.faults;
  const bands = [
    { ...first, startMs: 0, endMs: model.endMs, rule: "slow-link" },
    { ...first, startMs: 0, endMs: model.endMs, rule: "loss" },
    { ...first, startMs: model.endMs * 0.3, endMs: model.endMs * 0.7, rule: "isolate" },
    { ...first, startMs: model.endMs * 0.5, endMs: model.endMs * 0.501, rule: "equivocation" },
  ];
  const drawn = timelineOf({ ...view, model: { ...model, faults: bands } as typeof model });
  const named = drawn.flatMap((shape) =>
    shape.shape === "text" && shape.bold
      ? [{ ...shape, half: shape.text.length * shape.px * 0.31 }]
      : [],
  );
  // The last one has no room for its name.
  expect(named.map(({ text }) => text).sort()).toEqual(["isolate", "loss", "slow-link"]);
  for (const one of named) {
    for (const other of named) {
      if (one === other || one.y !== other.y) continue;
      expect(Math.abs(one.x - other.x)).toBeGreaterThan(one.half + other.half);
    }
  }
});
