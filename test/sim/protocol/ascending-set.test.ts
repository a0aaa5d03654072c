import fc from "fast-check";
import { expect, test } from "vitest";
import { ascendingSet } from "../../../sim/protocol/ascending-set.ts";

test("few and many integers come out ascending, each once, and the list is left as it was", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5, max: 30 }), { maxLength: 40 }), (list) => {
      const before = [...list];
      expect(ascendingSet(list)).toEqual([...new Set(list)].sort((a, b) => a - b));
      expect(list).toEqual(before);
    }),
    { seed: 1, numRuns: 500 },
  );
});
