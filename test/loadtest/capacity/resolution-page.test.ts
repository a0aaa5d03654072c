// What resolution costs, as a page and as text.
import { expect, test } from "vitest";
import { judgeCurve, type ResolutionCurve } from "../../../loadtest/capacity/resolution-curve.ts";
import { curveText, resolutionPage } from "../../../loadtest/capacity/resolution-page.ts";

const point = (extremities: number, middle: number) => ({
  plan: { extremities, conflicted: 3, events: 6, roomVersion: "12", seed: "1" },
  ...{ visibleMs: [], lost: Number.isNaN(middle) ? 6 : 0 },
  median: { low: middle / 2, middle, high: middle * 2 },
});

const curve: ResolutionCurve = {
  ...{ format: "rashomon-resolution-curve-1", end: { how: "whole", why: "" } },
  target: { url: "http://127.0.0.1:1", name: "<b>" },
  plan: { points: [], events: 6, roomVersion: "12", seed: "1" },
  provenance: { startedAt: "2026-01-01T00:00:00Z", machine: "m", versions: {} },
  costs: [{ ...point(1, 20), cpuMsPerEvent: 7, extremitiesSeen: 2 }, point(20, 50)],
};

const page = (result: ResolutionCurve) =>
  resolutionPage({ result, judgement: judgeCurve(result), again: "again" });

test("the page has an interval a point, on one axis, and the figures below", () => {
  const text = page(curve);
  expect(text.match(/class="bar"/g)).toHaveLength(2);
  expect(text).toContain(">20 extremities, 3 conflicted<");
  expect(text).toContain(">2.50<");
  expect(text).not.toMatch(/NaN|undefined|<b>/);
});

test("a point of which nothing was seen has no bar, and figures that are none are dashes", () => {
  const text = page({ ...curve, costs: [point(1, 20), point(20, NaN)] });
  expect(text.match(/class="bar"/g)).toHaveLength(1);
  expect(text).toContain("events were lost");
  expect(text).not.toMatch(/NaN|undefined/);
  expect(page({ ...curve, costs: [] })).not.toMatch(/NaN|Infinity|class="bar"/);
});

test("the text has a line a point", () => {
  const text = curveText(curve);
  expect(text).toMatch(
    /1 extremities, 3 conflicted +20 ms an event \(10 ms … 40 ms\), 7 ms of CPU/,
  );
  expect(text).toContain("2.50 × the first");
  expect(text).not.toContain("NaN");
});
