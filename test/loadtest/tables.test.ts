import { describe, expect, test } from "vitest";
import { exponential, lognormal, messageWords } from "../../loadtest/tables.ts";

const count = 32;
const middles = Array.from({ length: count }, (_unused, n) => (n + 0.5) / count);

/** The quantile of the standard normal distribution, by halving: slow, and another way. */
function normalQuantile(share: number): number {
  let [low, high] = [-8, 8];
  for (let n = 0; n < 60; n++) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  }
  return low;
}

/** The share below a value, by Simpson's rule. */
function normalShare(value: number): number {
  const steps = 400;
  const width = (value + 8) / steps;
  let sum = 0;
  for (let n = 0; n <= steps; n++) {
    const weight = n === 0 || n === steps ? 1 : n % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-((-8 + n * width) ** 2) / 2);
  }
  return (sum * width) / 3 / Math.sqrt(2 * Math.PI);
}

/** Values at the middles of 32 equal parts, scaled to mean 1,000. */
function scaled(quantile: (share: number) => number): number[] {
  const values = middles.map(quantile);
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  return values.map((value) => Math.round((value / mean) * 1_000));
}

describe("tables follow from their formulas", () => {
  test("exponential", () => {
    expect(exponential).toEqual(scaled((share) => -Math.log(1 - share)));
  });

  test("lognormal (0, 1)", () => {
    expect(lognormal).toEqual(scaled((share) => Math.exp(normalQuantile(share))));
  });

  test("words of a message: lognormal (1, 1), one at least", () => {
    const words = middles.map((share) => Math.exp(1 + normalQuantile(share)));
    expect(messageWords).toEqual(words.map((value) => Math.max(1, Math.round(value))));
  });
});
