// Growing typed arrays.
import { expect, test } from "vitest";
import { growBytes, growFloats, growInts } from "../../../sim/protocol/typed-arrays.ts";

test("an array that is long enough stays the same array", () => {
  const ints = new Int32Array(4);
  const bytes = new Uint8Array(4);
  const floats = new Float64Array(4);
  expect(growInts(ints, 4)).toBe(ints);
  expect(growBytes(bytes, 3)).toBe(bytes);
  expect(growFloats(floats, 4)).toBe(floats);
});

test("growing keeps the content, at least doubles and fills with zeros", () => {
  const ints = growInts(Int32Array.of(1, -2, 3), 4);
  expect([...ints]).toEqual([1, -2, 3, 0, 0, 0]);
  const bytes = growBytes(Uint8Array.of(200), 5);
  expect([...bytes]).toEqual([200, 0, 0, 0, 0]);
  const floats = growFloats(Float64Array.of(2 ** 53 - 1, 0.5), 3);
  expect([...floats]).toEqual([2 ** 53 - 1, 0.5, 0, 0]);
});

test("an empty array can grow", () => {
  expect(growInts(new Int32Array(0), 1)).toHaveLength(1);
});
