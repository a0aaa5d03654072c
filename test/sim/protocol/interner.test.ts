// The table between strings and small integers.
import { expect, test } from "vitest";
import { Interner } from "../../../sim/protocol/interner.ts";

test("numbers are given out from 0 in order of first mention and never change", () => {
  const table = new Interner();
  expect(["b", "a", "b", "", "a"].map((text) => table.intern(text))).toEqual([0, 1, 0, 2, 1]);
  expect(table.size).toBe(3);
  expect([0, 1, 2].map((number) => table.text(number))).toEqual(["b", "a", ""]);
});

test("looking a string up does not give it a number", () => {
  const table = new Interner();
  expect(table.find("a")).toBe(-1);
  expect(table.size).toBe(0);
  table.intern("a");
  expect(table.find("a")).toBe(0);
});

test("names that objects inherit are strings like any other", () => {
  const table = new Interner();
  expect(table.find("__proto__")).toBe(-1);
  expect(table.find("constructor")).toBe(-1);
  expect(table.intern("__proto__")).toBe(0);
  expect(table.text(0)).toBe("__proto__");
});
