// Curves of delays as tables: their middle and their tail are what the curve says.
import { expect, test } from "vitest";
import { delayMs, delayShapes, shapedDelay, type DelayShape } from "../../../sim/engine/index.ts";

const at = (shape: DelayShape, share: number) =>
  delayMs(shapedDelay(shape, 1000), 0, 1, Math.floor(share * 0xffff_ffff));

test.each<[DelayShape, number, number]>([
  ["constant", 1000, 1000],
  ["uniform", 1000, 1800],
  // ln 2 and ln 10
  ["exponential", 693, 2303],
  // e^(0.84 · 1.2816)
  ["log-normal", 1000, 2934],
  ["bimodal", 1000, 20_000],
  // 2^(2/3) and 10^(2/3)
  ["pareto", 1587, 4642],
])(
  "%s: the middle is about %i ms, one in ten takes more than about %i ms",
  (shape, middle, tail) => {
    expect(Math.abs(at(shape, 0.5) - middle)).toBeLessThan(0.02 * middle + 1);
    expect(Math.abs(at(shape, shape === "bimodal" ? 0.95 : 0.9) - tail)).toBeLessThan(0.03 * tail);
  },
);

test("every shape has a row above, and draws rise with the draw", () => {
  for (const shape of Object.keys(delayShapes) as DelayShape[]) {
    const draws = Array.from({ length: 101 }, (_, n) => at(shape, n / 100));
    expect(draws.toSorted((a, b) => a - b)).toEqual(draws);
  }
});
