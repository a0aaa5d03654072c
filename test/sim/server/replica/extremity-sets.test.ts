// Interned sets of extremities, against plain sets.
import fc from "fast-check";
import { expect, test } from "vitest";
import { ExtremitySets } from "../../../../sim/server/replica/extremity-sets.ts";

const events = fc.uniqueArray(fc.nat(9), { maxLength: 6 });

test("equal sets are the same integer whatever their order, and different ones are not", () => {
  const sets = new ExtremitySets();
  fc.assert(
    fc.property(events, events, (one, other) => {
      const sorted = (list: number[]) => list.toSorted((x, y) => x - y);
      expect(sets.members(sets.of(one))).toEqual(sorted(one));
      expect(sets.of(one)).toBe(sets.of(one.toReversed()));
      expect(sets.of(one) === sets.of(other)).toBe(sorted(one).join() === sorted(other).join());
    }),
    { seed: 1 },
  );
});

test("the empty set is 0", () => {
  const sets = new ExtremitySets();
  expect(sets.of([])).toBe(0);
  expect(sets.members(0)).toEqual([]);
  expect(sets.replace(sets.of([3]), (event) => event === 3, -1)).toBe(0);
});

test("replacing takes members out and puts one in, and leaves the old set as it was", () => {
  const sets = new ExtremitySets();
  fc.assert(
    fc.property(events, events, fc.integer({ min: -1, max: 9 }), (start, gone, added) => {
      const set = sets.of(start);
      const next = sets.replace(set, (event) => gone.includes(event), added);
      const expected = new Set(start.filter((event) => !gone.includes(event)));
      if (added >= 0) expected.add(added);
      expect(new Set(sets.members(next))).toEqual(expected);
      expect(sets.members(next)).toHaveLength(expected.size);
      expect(new Set(sets.members(set))).toEqual(new Set(start));
    }),
    { seed: 2 },
  );
});
