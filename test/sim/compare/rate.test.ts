// Shares and how sure they are.
import { expect, test } from "vitest";
import { rateOf, rateText } from "../../../sim/compare/rate.ts";

test("Wilson's interval has its known values", () => {
  const { low, high, rate } = rateOf(3, 1000);
  expect(rate).toBe(0.003);
  expect(low).toBeCloseTo(0.00102, 5);
  expect(high).toBeCloseTo(0.00878, 5);
});

test("nothing seen is not nothing possible", () => {
  const none = rateOf(0, 1000);
  expect(none.low).toBe(0);
  expect(none.high).toBeGreaterThan(0.003);
  expect(rateOf(1000, 1000).high).toBe(1);
  expect(rateOf(0, 0)).toMatchObject({ rate: 0, low: 0, high: 1 });
  expect(rateText(rateOf(1, 4))).toBe("25 % (4.6–70 %)");
  expect(rateText(rateOf(4, 4))).toBe("100 % (51–100 %)");
  expect(rateText(rateOf(0, 0))).toBe("no rate: nothing was counted");
});
