// The counts of a resolution that had nothing to do.
import { expect, test } from "vitest";
import { noCounts } from "../../../../sim/protocol/state-res/observe.ts";

test("fresh counts are zero and not shared", () => {
  const [one, other] = [noCounts(), noCounts()];
  expect(Object.values(one)).toEqual([0, 0, 0, 0, 0]);
  one.conflicted = 1;
  expect(other.conflicted).toBe(0);
});
