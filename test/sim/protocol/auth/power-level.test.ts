import { expect, test } from "vitest";
import { isBeyondDoubles, levelAt, levelOf } from "../../../../sim/protocol/auth/power-level.ts";
import { JsonFloat, type JsonValue } from "../../../../sim/protocol/json.ts";
import { roomVersion } from "../../../../sim/protocol/room-version.ts";

const float = (text: string) => new JsonFloat(text);
const levels = (version: string, values: readonly (JsonValue | undefined)[]) =>
  values.map((value) => levelOf(value, roomVersion(version)));

test("integers are levels in every version, and nothing else is since version 10", () => {
  const integers = [0, -1, 2 ** 53 - 1];
  for (const version of ["1", "5", "6", "9", "10", "12"]) {
    expect(levels(version, integers)).toEqual(integers);
  }
  const others = [2 ** 53, 1.5, "1", true, null, 5n, float("1.5"), [], {}, undefined];
  for (const version of ["10", "11", "12"]) {
    expect(levels(version, others)).toEqual(others.map(() => undefined));
  }
});

test("up to version 9 a text with an integer is one", () => {
  const texts = ["100", "000100", "+100", "-100", " 100 ", " +0100\n", "-0"];
  const read = [100, 100, 100, -100, 100, 100, 0];
  for (const version of ["1", "5", "6", "9"]) expect(levels(version, texts)).toEqual(read);
  const bad = ["", " ", "1.0", "1e2", "0x10", "1 0", "+-1", "١", "1_000", "9".repeat(1001)];
  expect(levels("9", bad)).toEqual(bad.map(() => undefined));
});

test("up to version 5 a float counts without its fraction, once its exponent is applied", () => {
  const floats = ["5.114698E4", "50.57", "-50.57", "0.9", "1e2", "12e-1", "-0", "1.5e-7"];
  expect(levels("5", floats.map(float))).toEqual([51146, 50, -50, 0, 100, 1, 0, 0]);
  expect(levels("6", floats.map(float))).toEqual(floats.map(() => undefined));
  expect(levels("5", [float("1e400")])).toEqual([undefined]);
  expect(isBeyondDoubles(float("-1e400"))).toBe(true);
  expect(isBeyondDoubles(float("1e308"))).toBe(false);
});

test("levels beyond 2^53 are told apart, and compare with numbers", () => {
  const [a, b, c] = levels("9", ["9007199254740993", "9007199254740992", "7"]);
  expect([a, b, c]).toEqual([9007199254740993n, 9007199254740992n, 7]);
  expect([a! > b!, b! > c!, a! < Infinity]).toEqual([true, true, true]);
  expect(levels("5", [float("9007199254740993.5")])).toEqual([9007199254740993n]);
  expect(levels("5", [2n ** 62n])).toEqual([2n ** 62n]);
});

test("a level is looked up in objects alone", () => {
  const version = roomVersion("9");
  expect(levelAt({ a: " 5 " }, "a", version)).toBe(5);
  for (const value of [undefined, null, "a", [5], float("1.5"), { b: 1 }]) {
    expect(levelAt(value, "a", version)).toBeUndefined();
  }
  expect(levelAt({}, "constructor", version)).toBeUndefined();
});
