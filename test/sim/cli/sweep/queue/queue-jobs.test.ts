// What needs a database is in test/real/sweep-queue.test.ts.
import { expect, test } from "vitest";
import {
  alignedRanges,
  kindOf,
  openGeneration,
} from "../../../../../sim/cli/sweep/queue/queue-jobs.ts";

test("jobs begin at multiples, so that the same seeds are always the same job", () => {
  expect([...alignedRanges({ first: 15, last: 45 })]).toEqual([
    { first: 15, last: 19 },
    { first: 20, last: 39 },
    { first: 40, last: 45 },
  ]);
  expect([...alignedRanges({ first: 7, last: 7 })]).toEqual([{ first: 7, last: 7 }]);
});

test("a job's kind names the version", () => {
  expect(kindOf("rashomon 1.2.3")).toBe("rashomon sweep rashomon 1.2.3");
});

test("of a guided sweep one generation is put in: the first that is not whole, cut alike each time", () => {
  const seeds = { first: 5, last: 80 };
  const done = (last: number, ...more: number[]) =>
    new Set([...Array.from({ length: last - 4 }, (_, n) => 5 + n), ...more]);
  const all = openGeneration(seeds, new Set());
  expect([all.length, all[0], all[7]]).toEqual([8, { first: 5, last: 8 }, { first: 33, last: 36 }]);
  expect(openGeneration(seeds, done(20, 36))).toEqual(all);
  expect(openGeneration(seeds, done(36))[0]).toEqual({ first: 37, last: 40 });
  // The last one is as long as the sweep.
  expect(openGeneration(seeds, done(70)).at(-1)).toEqual({ first: 77, last: 80 });
  expect(openGeneration(seeds, done(80))).toEqual([]);
});
