import fc from "fast-check";
import { expect, test } from "vitest";
import { countOf, parseSeeds, pendingRanges } from "../../../../sim/run/sweep/seed-ranges.ts";

test("a range or one seed is read, anything else is not", () => {
  expect(parseSeeds("1..1000")).toEqual({ first: 1, last: 1000 });
  expect(parseSeeds("7")).toEqual({ first: 7, last: 7 });
  for (const text of ["", "2..1", "-1..3", "1-3", "1..", "a..b", "1..9999999999999", "1.5..2"]) {
    expect(parseSeeds(text), text).toBeUndefined();
  }
});

test("what is pending is every seed that is not done, once, in ranges of at most a size", () => {
  const seed = fc.integer({ min: 0, max: 60 });
  fc.assert(
    fc.property(
      seed,
      seed,
      fc.uniqueArray(seed),
      fc.integer({ min: 1, max: 9 }),
      (a, b, list, size) => {
        const range = { first: Math.min(a, b), last: Math.max(a, b) };
        const done = list.sort((x, y) => x - y);
        const pending = [...pendingRanges(range, done, size)];
        const seeds = pending.flatMap(({ first, last }) =>
          Array.from({ length: last - first + 1 }, (_, n) => first + n),
        );
        const due = Array.from({ length: countOf(range) }, (_, n) => range.first + n);
        expect(seeds).toEqual(due.filter((one) => !done.includes(one)));
        for (const one of pending) expect(countOf(one)).toBeLessThanOrEqual(size);
      },
    ),
    { seed: 1 },
  );
});
