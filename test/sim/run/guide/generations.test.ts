import { expect, test } from "vitest";
import { generationOf, Generations, type GuidedRun } from "../../../../sim/run/index.ts";

/** Runs of a generation: every fifth found something new. */
const runsOf = (generations: Generations): GuidedRun[] => {
  const { first, last } = generations.present;
  const origins = new Map(generations.behind(generations.present));
  return Array.from({ length: last - first + 1 }, (_, n) => {
    const seed = first + n;
    return { seed, origin: origins.get(seed), places: 9, novel: seed % 5 === 0 ? 3 : 0 };
  });
};

test("a seed is of one generation, counted from where the sweep began", () => {
  expect(generationOf(5, 5)).toEqual({ first: 5, last: 36 });
  expect(generationOf(36, 5)).toEqual({ first: 5, last: 36 });
  expect(generationOf(37, 5)).toEqual({ first: 37, last: 68 });
});

test("the first generation is fresh; later ones go on, and need all origins behind them", () => {
  const generations = new Generations(1);
  expect(generations.behind(generations.present)).toEqual([]);
  for (let n = 0; n < 6; n++) generations.learn(runsOf(generations));
  expect(generations.present).toEqual({ first: 193, last: 224 });
  const behind = new Map(generations.behind(generations.present));
  expect(behind.size).toBeGreaterThan(10);
  for (const [seed, { parent, other }] of behind) {
    for (const one of [parent, other]) expect(one).toBeLessThan(generationOf(seed, 1).first);
  }
});

test("whoever learns the same comes to the same, however late", () => {
  const [early, late] = [new Generations(1), new Generations(1)];
  const known: GuidedRun[][] = [];
  for (let n = 0; n < 5; n++) {
    known.push(runsOf(early));
    early.learn(known[n]);
  }
  for (const runs of known) late.learn(runs);
  expect(late.behind(late.present)).toEqual(early.behind(early.present));
});
