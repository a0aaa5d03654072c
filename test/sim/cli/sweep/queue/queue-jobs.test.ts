// What needs a database is in test/real/sweep-queue.test.ts.
import { expect, test } from "vitest";
import { alignedRanges, kindOf } from "../../../../../sim/cli/sweep/queue/queue-jobs.ts";

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
