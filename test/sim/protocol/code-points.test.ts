import fc from "fast-check";
import { expect, test } from "vitest";
import { compareCodePoints } from "../../../sim/protocol/code-points.ts";

test("a character beyond U+FFFF comes after U+FB33, though its UTF-16 units come before", () => {
  // If plain `<` were used, the pair would come out the other way round.
  expect(["\u{1f600}", "\ufb33"].sort(compareCodePoints)).toEqual(["\ufb33", "\u{1f600}"]);
  expect(["\u{1f600}", "\ufb33"].sort()).toEqual(["\u{1f600}", "\ufb33"]);
});

test("the order is that of the UTF-8 bytes", () => {
  // Buffer.compare is an independent judge: UTF-8 keeps the order of code points.
  const text = fc.string({ unit: "binary", maxLength: 6 });
  fc.assert(
    fc.property(text, text, text, (shared, a, b) => {
      const byBytes = Buffer.compare(Buffer.from(shared + a), Buffer.from(shared + b));
      expect(Math.sign(compareCodePoints(shared + a, shared + b))).toBe(byBytes);
    }),
    { numRuns: 5000 },
  );
});

test("a prefix comes before what it begins", () => {
  expect(compareCodePoints("a", "ab")).toBeLessThan(0);
  expect(compareCodePoints("ab", "a")).toBeGreaterThan(0);
  expect(compareCodePoints("ab", "ab")).toBe(0);
});
