import { expect, test } from "vitest";
import { compareIntegers, roundedInteger } from "../../../sim/protocol/long-integer.ts";

test("what an event lacks or spoils counts as 0, long integers are rounded", () => {
  expect(roundedInteger(undefined)).toBe(0);
  expect(roundedInteger("7" as unknown as number)).toBe(0);
  expect(roundedInteger(7)).toBe(7);
  expect(roundedInteger(2n ** 53n + 1n)).toBe(2 ** 53);
});

test("long integers are compared exactly, with numbers too", () => {
  const long = 2n ** 53n + 1n;
  expect(compareIntegers(long, long + 1n)).toBe(-1);
  expect(compareIntegers(long, long)).toBe(0);
  expect(compareIntegers(long, 7)).toBe(1);
  expect(compareIntegers(7, 8)).toBe(-1);
});
