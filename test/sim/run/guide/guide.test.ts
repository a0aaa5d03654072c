import { expect, test } from "vitest";
import { Guide, type GuidedRun } from "../../../../sim/run/index.ts";

const fresh = (seed: number, novel: number): GuidedRun => {
  return { seed, origin: undefined, places: 10, novel };
};
const seeds = (first: number, count: number) => Array.from({ length: count }, (_, n) => first + n);

test("before anything new was found all plans are fresh", () => {
  const guide = new Guide();
  guide.learn(seeds(1, 32).map((seed) => fresh(seed, 0)));
  expect(seeds(33, 100).every((seed) => guide.originOf(seed) === undefined)).toBe(true);
});

test("plans that found something are gone on with, the best most, and the same are chosen again", () => {
  const choose = () => {
    const guide = new Guide();
    guide.learn([fresh(1, 50), fresh(2, 1), fresh(3, 0)]);
    return seeds(33, 3000).map((seed) => guide.originOf(seed));
  };
  const chosen = choose();
  expect(choose()).toEqual(chosen);
  const count = (parent: number) => chosen.filter((one) => one?.parent === parent).length;
  expect(count(1)).toBeGreaterThan(5 * count(2));
  expect(count(2)).toBeGreaterThan(0);
  expect(count(3)).toBe(0);
  expect(chosen.some((one) => one?.other === 2)).toBe(true);
});

test("where continued plans find nothing, most are fresh again, but never all", () => {
  const guide = new Guide();
  guide.learn(seeds(1, 32).map((seed) => fresh(seed, 5)));
  const children = seeds(33, 300).map((seed): GuidedRun => {
    return { seed, origin: { parent: 1, other: 2, moves: ["spliced"] }, places: 10, novel: 0 };
  });
  guide.learn([...children, ...seeds(400, 50).map((seed) => fresh(seed, 5))]);
  const continued = seeds(500, 400).filter((seed) => guide.originOf(seed) !== undefined).length;
  expect(continued).toBeGreaterThan(20);
  expect(continued).toBeLessThan(80);
});

test("moves that led to something are made more often", () => {
  const guide = new Guide();
  guide.learn([fresh(1, 5), fresh(2, 5)]);
  guide.learn(
    seeds(3, 200).map((seed): GuidedRun => {
      const moves = [seed % 2 === 0 ? "spliced" : "chance anew"] as const;
      return {
        seed,
        origin: { parent: 1, other: 2, moves },
        places: 5,
        novel: seed % 2 === 0 ? 3 : 0,
      };
    }),
  );
  const made = seeds(300, 400).flatMap((seed) => guide.originOf(seed)?.moves ?? []);
  const count = (name: string) => made.filter((one) => one === name).length;
  expect(count("spliced")).toBeGreaterThan(5 * count("chance anew"));
});
