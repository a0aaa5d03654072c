import { expect, test } from "vitest";
import exploreSweep from "../../../../sim/cli/sweep/guidance-worker.ts";

test("a sweep is explored as asked", () => {
  const source = { scenario: "power-duel", options: {} };
  const runs = exploreSweep({ source, first: 5, runs: 6, guided: false });
  expect(runs).toHaveLength(6);
  expect(runs[0].novel).toBeGreaterThan(3);
  expect(runs[0].deliveries).toBeGreaterThan(10);
});
