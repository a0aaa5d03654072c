// "Did you mean …?"
import { expect, test } from "vitest";
import { closest } from "../../../../sim/run/plan/closest.ts";

test("the nearest word is found, whatever its case", () => {
  expect(closest("resolv", ["view", "inspect", "resolve"])).toBe("resolve");
  expect(closest("ROOM.ndjson", ["room.json", "room.ndjson"])).toBe("room.ndjson");
});

test("a word that is nothing like them has no match", () => {
  expect(closest("xyzzy", ["view", "inspect", "resolve"])).toBeUndefined();
  expect(closest("a", [])).toBeUndefined();
});
