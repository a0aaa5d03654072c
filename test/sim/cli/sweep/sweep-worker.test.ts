import { expect, test } from "vitest";
import sweepRange from "../../../../sim/cli/sweep/sweep-worker.ts";

test("every seed of the range is run, and each row depends on its seed alone", () => {
  const source = { scenario: "power-duel", options: {} };
  const rows = sweepRange({ source, range: { first: 3, last: 6 } });
  expect(rows.map(({ seed }) => seed)).toEqual([3, 4, 5, 6]);
  // After other seeds in the same process: seed 5 is what it is alone.
  expect(sweepRange({ source, range: { first: 5, last: 5 } })).toEqual([rows[2]]);
  expect(new Set(rows.map(({ hash }) => hash)).size).toBe(4);
});
