import fc from "fast-check";
import { expect, test } from "vitest";
import { ListNumbers } from "../../../sim/protocol/list-numbers.ts";

test("the empty list has number 0", () => {
  const numbers = new ListNumbers();
  expect(numbers.of([])).toBe(0);
  expect(numbers.list(0)).toEqual([]);
});

test("equal lists have one number, others another, also a list and its beginning", () => {
  const numbers = new ListNumbers();
  const number = numbers.of([4, 7, 9]);
  expect(numbers.of([4, 7, 9])).toBe(number);
  expect(numbers.of([4, 7])).not.toBe(number);
  expect(numbers.of([9, 7, 4])).not.toBe(number);
  // [4], [4, 7], [4, 7, 9], [9], [9, 7], [9, 7, 4] and the empty list.
  expect(numbers.size).toBe(7);
});

test("a number gives its list back", () => {
  const lists = fc.array(fc.array(fc.nat(9), { maxLength: 6 }), { maxLength: 60 });
  fc.assert(
    fc.property(lists, (some) => {
      const numbers = new ListNumbers();
      const given = some.map((list) => numbers.of(list));
      for (const [n, list] of some.entries()) expect(numbers.list(given[n])).toEqual(list);
      expect(new Set(given).size).toBe(new Set(some.map(String)).size);
    }),
    { seed: 1, numRuns: 60 },
  );
});
