import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  arrivalsOf,
  dueMs,
  durationOf,
  phaseAt,
  phaseOf,
  rateAt,
  type Phase,
  type Shape,
} from "../../../loadtest/profiles/shape.ts";

const phase = (durationMs: number, fromRate: number, toRate = fromRate): Phase => {
  return { name: "x", durationMs, fromRate, toRate, measured: true };
};

const rate = fc.integer({ min: 0, max: 500 }).map((tenths) => tenths / 10);
const shapes = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 20_000 }), rate, rate), { minLength: 1, maxLength: 5 })
  .map((list): Shape => list.map(([ms, from, to]) => phase(ms, from, to)));

describe("the shape of a load", () => {
  test("spaces arrivals evenly at a constant rate", () => {
    const shape = [phase(1_000, 4)];
    expect([0, 1, 2, 3].map((n) => dueMs(shape, n))).toEqual([250, 500, 750, 1_000]);
    expect(arrivalsOf(shape)).toBe(4);
  });

  test("puts the n-th arrival where the area under the rate is n + 1", () => {
    // From 0 to 10 per second in 2 s: the area is 2.5 t², and t is in seconds.
    const shape = [phase(2_000, 0, 10), phase(1_000, 10)];
    expect(arrivalsOf(shape)).toBe(20);
    expect(dueMs(shape, 0)).toBeCloseTo(1000 * Math.sqrt(1 / 2.5), 6);
    expect(dueMs(shape, 9)).toBe(2_000);
    expect(dueMs(shape, 10)).toBeCloseTo(2_100, 6);
    expect(phaseOf(shape, 9)).toBe(0);
    expect(phaseOf(shape, 10)).toBe(1);
  });

  test("falling rates end where they should", () => {
    const shape = [phase(2_000, 10, 0)];
    expect(arrivalsOf(shape)).toBe(10);
    expect(dueMs(shape, 9)).toBeCloseTo(2_000, 3);
  });

  test("a rate in time, and the phase of a time", () => {
    const shape = [phase(1_000, 0, 10), phase(1_000, 3)];
    expect([-1, 0, 500, 1_500, 2_000].map((at) => rateAt(shape, at))).toEqual([0, 0, 5, 3, 0]);
    expect([-1, 999, 1_000, 9_999].map((at) => phaseAt(shape, at))).toEqual([0, 0, 1, 1]);
  });

  test("arrivals are in order, inside the shape, and as dense as the rate says", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const count = arrivalsOf(shape);
        let before = 0;
        for (let n = 0; n < Math.min(count, 300); n++) {
          const due = dueMs(shape, n);
          expect(due).toBeGreaterThanOrEqual(before - 1e-3);
          expect(due).toBeLessThanOrEqual(durationOf(shape) + 1e-3);
          before = due;
        }
        if (count > 0) {
          const n = Math.min(count, 50) - 1;
          expect(areaUntil(shape, dueMs(shape, n))).toBeCloseTo(n + 1, 1);
        }
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});

/** The number of arrivals due until a time, by small steps: another way to the same number. */
function areaUntil(shape: Shape, untilMs: number): number {
  const steps = 20_000;
  const width = untilMs / steps;
  let area = 0;
  for (let n = 0; n < steps; n++) area += (rateAt(shape, (n + 0.5) * width) * width) / 1000;
  return area;
}
