// A time scale has few, round, even ticks.
import fc from "fast-check";
import { expect, test } from "vitest";
import { ticksBetween, tickStep } from "../../../viz/layout/ticks.ts";

test("ticks are multiples of the step, within the stretch, and not too many", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e12 }),
      fc.integer({ min: 0, max: 1e12 }),
      fc.integer({ min: 1, max: 40 }),
      (startMs, lengthMs, most) => {
        const step = tickStep(lengthMs, most);
        const ticks = ticksBetween(startMs, startMs + lengthMs, step);
        expect(ticks.length).toBeLessThanOrEqual(most + 1);
        expect(ticks.length).toBeGreaterThanOrEqual(Math.floor(lengthMs / step));
        ticks.forEach((tick, at) => {
          expect(tick % step).toBe(0);
          expect(tick).toBe(ticks[0] + at * step);
        });
        if (ticks.length === 0) return;
        expect(ticks[0]).toBeGreaterThanOrEqual(startMs);
        expect(ticks[ticks.length - 1]).toBeLessThanOrEqual(startMs + lengthMs);
      },
    ),
  );
});

test("a minute in six parts has a tick every ten seconds", () => {
  expect(tickStep(60_000, 6)).toBe(10_000);
  expect(ticksBetween(15_000, 40_000, 10_000)).toEqual([20_000, 30_000, 40_000]);
});
