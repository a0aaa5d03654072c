import fc from "fast-check";
import { expect, test } from "vitest";
import { PairMap } from "../../../sim/protocol/pair-map.ts";

test("a pair without a value answers -1, and the order of the two counts", () => {
  const map = new PairMap();
  expect(map.get(0, 0)).toBe(-1);
  map.set(3, 5, 0);
  expect(map.get(3, 5)).toBe(0);
  expect(map.get(5, 3)).toBe(-1);
});

test("a later value takes the place of an earlier one", () => {
  const map = new PairMap();
  map.set(1, 2, 7);
  map.set(1, 2, 8);
  expect(map.get(1, 2)).toBe(8);
  expect(map.size).toBe(1);
});

test("it answers as a Map of texts does, whatever comes in whatever order", () => {
  const number = fc.oneof(fc.nat(20), fc.nat(2 ** 31 - 2));
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number, number), { maxLength: 400 }), (entries) => {
      const map = new PairMap();
      const twin = new Map<string, number>();
      for (const [a, b, value] of entries) {
        expect(map.get(a, b)).toBe(twin.get(`${a},${b}`) ?? -1);
        map.set(a, b, value);
        twin.set(`${a},${b}`, value);
      }
      for (const [a, b] of entries) expect(map.get(a, b)).toBe(twin.get(`${a},${b}`));
      expect(map.size).toBe(twin.size);
    }),
    { seed: 1, numRuns: 60 },
  );
});
