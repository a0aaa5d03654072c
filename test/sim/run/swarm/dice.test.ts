import { expect, test } from "vitest";
import { Dice } from "../../../../sim/run/swarm/dice.ts";

const many = (draw: (dice: Dice) => number) => {
  const dice = new Dice("1", "test");
  return Array.from({ length: 5000 }, () => draw(dice));
};

test("the same name and seed, the same draws; another name, others", () => {
  const draws = (seed: string, name: string) => {
    const dice = new Dice(seed, name);
    return Array.from({ length: 8 }, () => dice.below(1000)).join();
  };
  expect(draws("1", "a")).toBe(draws("1", "a"));
  expect(new Set([draws("1", "a"), draws("1", "b"), draws("2", "a")]).size).toBe(3);
});

test("scaled draws stay inside and reach small and large numbers alike", () => {
  const draws = many((dice) => dice.scaled(10, 10_000));
  expect(Math.min(...draws)).toBe(10);
  expect(Math.max(...draws)).toBeLessThanOrEqual(10_000);
  expect(draws.filter((n) => n < 100).length).toBeGreaterThan(1000);
  expect(draws.filter((n) => n > 2000).length).toBeGreaterThan(500);
  expect(many((dice) => dice.scaled(5, 5))).toContain(5);
});

test("weights are kept", () => {
  const draws = many((dice) =>
    dice.weighted([
      [1, 1],
      [3, 3],
      [0, 9],
    ]),
  );
  expect(draws.filter((n) => n === 3).length / draws.length).toBeCloseTo(0.75, 1);
  expect(draws).not.toContain(9);
});

test("some of a list keep their order", () => {
  const list = Array.from({ length: 100 }, (_, n) => n);
  const some = new Dice("1", "x").some(list, 1, 2);
  expect(some.length).toBeGreaterThan(30);
  expect(some.toSorted((a, b) => a - b)).toEqual(some);
});
