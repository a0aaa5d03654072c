// Quiet stretches become short, everything else keeps its proportions, and no time is lost.
import fc from "fast-check";
import { expect, test } from "vitest";
import { timeScale } from "../../../viz/layout/time-scale.ts";

const story = [0, 1, 2, 3, 5, 8, 10, 12, 14].map((seconds) => seconds * 1000);

const anyMoments = fc
  .array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1, maxLength: 40 })
  .map((times) => [...new Set([0, ...times])].sort((a, b) => a - b));

test("a long wait after a story takes a small part of the scale", () => {
  const scale = timeScale([...story, 614_000, 615_000], 615_000);
  expect(scale.breaks).toEqual([{ startMs: 14_000, endMs: 614_000 }]);
  expect(scale.toUnit(14_000) / scale.length).toBeGreaterThan(0.8);
  expect(scale.toUnit(14_000) - scale.toUnit(12_000)).toBe(2000);
  expect(scale.toUnit(615_000) - scale.toUnit(614_000)).toBe(1000);
});

test("an even run, and one too short to have a story, are not touched", () => {
  const even = Array.from({ length: 50 }, (_, at) => at * 700);
  expect(timeScale(even, 34_300)).toMatchObject({ length: 34_300, breaks: [] });
  expect(timeScale([0, 10, 100_000], 100_000).breaks).toEqual([]);
  expect(timeScale([0], 0).length).toBe(0);
});

test("every time has a place, in order, and the place leads back to the time", () => {
  fc.assert(
    fc.property(anyMoments, fc.double({ min: 0, max: 1, noNaN: true }), (moments, part) => {
      const endMs = moments[moments.length - 1];
      const scale = timeScale(moments, endMs);
      expect(scale.toUnit(0)).toBe(0);
      expect(scale.toUnit(endMs)).toBeCloseTo(scale.length, 6);
      expect(scale.length).toBeLessThanOrEqual(endMs);
      const places = moments.map((atMs) => scale.toUnit(atMs));
      expect(places).toEqual([...places].sort((a, b) => a - b));
      moments.forEach((atMs) => {
        expect(Math.abs(scale.toMs(scale.toUnit(atMs)) - atMs)).toBeLessThanOrEqual(1);
      });
      const middle = Math.floor(endMs * part);
      const inBreak = scale.breaks.some((gap) => middle > gap.startMs && middle < gap.endMs);
      if (!inBreak) {
        expect(Math.abs(scale.toMs(scale.toUnit(middle)) - middle)).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test("stretches and breaks together are the whole run", () => {
  fc.assert(
    fc.property(anyMoments, (moments) => {
      const endMs = moments[moments.length - 1];
      const scale = timeScale(moments, endMs);
      const all = [...scale.stretches(), ...scale.breaks];
      expect(all.reduce((sum, { startMs, endMs: end }) => sum + end - startMs, 0)).toBe(endMs);
    }),
  );
});
