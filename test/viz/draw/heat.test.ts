// Strips and curve show what the numbers say: a bar for each stretch that differs, higher for more.
import { expect, test } from "vitest";
import { convergenceCurve, heatStrip } from "../../../viz/draw/heat.ts";
import type { Divergence } from "../../../viz/model/divergence.ts";

/** Two servers, four stretches. */
const divergence: Divergence = {
  bins: 4,
  edges: Float64Array.of(0, 1, 2, 3, 4),
  slots: Uint16Array.of(0, 1, 4, 0, 0, 0, 0, 2),
  share: Uint8Array.of(0, 10, 255, 0, 0, 0, 0, 255),
  apart: Float64Array.of(0, 1, 1, 2),
  camps: Float64Array.of(1, 2, 2, 3),
};
const size = { w: 40, h: 20, now: 0.5 };
const bars = (servers: readonly number[]) =>
  heatStrip(divergence, servers, size).flatMap((shape) =>
    shape.shape === "rect" && shape.color === "warn" ? [shape] : [],
  );

test("a bar where a server differs: higher for more slots, fuller for longer", () => {
  const own = bars([0]);
  expect(own.map(({ x, w }) => [x, w])).toEqual([
    [10, 10],
    [20, 10],
  ]);
  expect(own[1].h).toBe(20);
  expect(own[0].h).toBeLessThan(own[1].h);
  expect(own[0].alpha).toBeLessThan(own[1].alpha);
  for (const { y, h } of own) expect(y + h).toBe(20);
});

test("a group's strip has the worst of its servers", () => {
  expect(bars([0, 1]).map(({ x }) => x)).toEqual([10, 20, 30]);
});

test("neighbouring bars meet in whole pixels, at any width", () => {
  const all = { ...divergence, slots: new Uint16Array(8).fill(1), share: divergence.share };
  for (const w of [37, 101, 155.5]) {
    const found = heatStrip(all, [0], { ...size, w }).filter(({ shape }) => shape === "rect");
    const row = found.slice(1) as { x: number; w: number }[];
    for (let at = 1; at < row.length; at++) expect(row[at - 1].x + row[at - 1].w).toBe(row[at].x);
  }
});

test("the curve says the most servers that were apart, and falls to the floor when none is", () => {
  const shapes = convergenceCurve(divergence, 2, { ...size, remPx: 14 });
  const text = shapes.find(({ shape }) => shape === "text");
  expect(text).toMatchObject({ text: "at most 2 of 2 apart" });
  const never = { ...divergence, apart: new Float64Array(4) };
  const flat = convergenceCurve(never, 2, { ...size, remPx: 14 });
  expect(flat.find(({ shape }) => shape === "text")).toMatchObject({ text: "never apart" });
  expect(flat.some(({ shape }) => shape === "rect")).toBe(false);
});
