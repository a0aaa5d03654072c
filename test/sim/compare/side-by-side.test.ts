// Both readings of a difference.
import { expect, test } from "vitest";
import { buildRoom } from "../../../sim/compare/build-room.ts";
import { sideBySide } from "../../../sim/compare/side-by-side.ts";
import { sideRulesRoom } from "./rooms.ts";

test("the key that differs is explained twice, others are not mentioned", () => {
  const text = sideBySide(buildRoom(sideRulesRoom), ["powerEventsNeedEmptyStateKey"]);
  expect(text).toContain("m.room.join_rules side\n\nby the text:");
  expect(text).toContain("with powerEventsNeedEmptyStateKey:");
  expect(text).toMatch(/stays[\s\S]*lacks this key/);
  expect(text).not.toContain("m.room.member @ada:a.test\n");
});

test("where nothing differs there is nothing to say", () => {
  expect(sideBySide(buildRoom(sideRulesRoom), ["mainlineStartsAtEvent"])).toBe("");
});
