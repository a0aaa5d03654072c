import { expect, test } from "vitest";
import { catchesOf, type Arm } from "../../../../sim/cli/sweep/guidance-figures.ts";
import {
  guidanceLines,
  guidancePage,
  type Measured,
} from "../../../../sim/cli/sweep/guidance-page.ts";

const arm = (each: number): Arm =>
  Array.from({ length: 40 }, () => ({ novel: each, deliveries: 10 }));

function measured(blind: readonly number[], guided: readonly number[]): Measured {
  const pairs = blind.map((one, n) => ({ blind: arm(one), guided: arm(guided[n]) }));
  const again = "rashomon guidance 'a<b'";
  return { scenario: "a<b", runs: 40, repeats: 3, pairs, catches: catchesOf(pairs), again };
}

test("it claims what the interval allows, and no more", () => {
  const last = (one: Measured) => guidanceLines(one)[5];
  expect(last(measured([1, 1, 1], [2, 2, 3]))).toContain("with fewer runs");
  expect(last(measured([2, 2, 2], [1, 1, 1]))).toContain("cannot be told");
  expect(last(measured([1, 1, 1], [1, 3, 1]))).toContain("cannot be told");
});

test("it says how far both came", () => {
  expect(guidanceLines(measured([1, 1, 1], [2, 2, 2]))[4]).toBe(
    "  after 40 runs: blind seeds reached 40 (40–40) places, guided ones 80 (80–80)",
  );
});

test("the page has both curves, and words are escaped", () => {
  const page = guidancePage(measured([1, 1, 1], [2, 2, 2]));
  expect(page).toContain("a&lt;b");
  expect(page).not.toMatch(/a<b|NaN|undefined|Infinity/);
  expect(page.match(/<path /g)).toHaveLength(5);
  expect(page).toContain("50.0 % (50.0 %–50.0 %)");
});
