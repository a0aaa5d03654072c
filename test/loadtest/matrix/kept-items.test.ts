import { expect, test } from "vitest";
import { keepItems } from "../../../loadtest/matrix/kept-items.ts";

/** As k6's shared arrays: every look makes its item anew, and nothing can be changed. */
function sharedArray(items: readonly object[]) {
  let looks = 0;
  const shared = new Proxy([] as object[], {
    has: (none, key) => key in items || key in none,
    get: (none, key) => {
      if (key === "length") return items.length;
      const item = items[Number(key)] as object | undefined;
      if (item === undefined) return none[key as keyof typeof none];
      looks += 1;
      return Object.freeze({ ...item });
    },
  });
  return { shared, looks: () => looks };
}

test("items are looked at once, and it stays an array", () => {
  const { shared, looks } = sharedArray([{ n: 0 }, { n: 1 }, { n: 2 }]);
  const kept = keepItems(shared);
  expect(kept[1]).toBe(kept[1]);
  expect([kept[1], kept[2], kept[1]]).toEqual([{ n: 1 }, { n: 2 }, { n: 1 }]);
  expect(looks()).toBe(2);
  expect(kept).toHaveLength(3);
  expect(kept[3]).toBeUndefined();
  expect(kept.map((_item, n) => n)).toEqual([0, 1, 2]);
  expect([...kept]).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
  expect(looks()).toBe(3);
});

test("no more are kept than may be", () => {
  const { shared, looks } = sharedArray(Array.from({ length: 10 }, (_none, n) => ({ n })));
  const kept = keepItems(shared, 4);
  for (let round = 0; round < 2; round++) for (let n = 0; n < 5; n++) void kept[n];
  expect(looks()).toBe(10);
  expect(kept[4]).toEqual({ n: 4 });
});
