// Draws in a row.
import { expect, test } from "vitest";
import { Dice } from "../../../sim/compare/dice.ts";

const seed = { low: 7, high: 8 };
const draws = (room: number) => {
  const dice = new Dice(seed, room);
  return Array.from({ length: 20 }, () => dice.below(1000));
};

test("a room's draws are the same again, and another room's are others", () => {
  expect(draws(3)).toEqual(draws(3));
  expect(draws(3)).not.toEqual(draws(4));
});

test("draws stay in their bounds and chances come out as often as they should", () => {
  const dice = new Dice(seed, 0);
  const picks = Array.from({ length: 3000 }, () => dice.pick(["a", "b", "c"]));
  expect(new Set(picks)).toEqual(new Set(["a", "b", "c"]));
  const hits = Array.from({ length: 3000 }, () => dice.chance(1, 4)).filter(Boolean).length;
  expect(Math.abs(hits - 750)).toBeLessThan(100);
  expect(draws(1).every((draw) => draw >= 0 && draw < 1000)).toBe(true);
});
