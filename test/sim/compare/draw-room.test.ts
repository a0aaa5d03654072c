// Rooms as text.
import { expect, test } from "vitest";
import { buildRoom } from "../../../sim/compare/build-room.ts";
import { drawRoom, nameEvents } from "../../../sim/compare/draw-room.ts";
import { sideRulesRoom, someRooms } from "./rooms.ts";

test("a fork has two lanes, and the states are named below", () => {
  const lines = drawRoom(buildRoom(sideRulesRoom)).split("\n");
  expect(lines[0]).toMatch(/^● +A {2}m\.room\.create/);
  expect(lines[2]).toMatch(/^● +C {2}m\.room\.join_rules side .* after B, cites A,B/);
  expect(lines[3]).toMatch(/^│ ● +D {2}m\.room\.member @ada:a\.test/);
  expect(lines.slice(5, 7)).toEqual(["state 1: A B C", "state 2: A D"]);
});

test("every event has a name of its own, and every line one dot", () => {
  for (const { built } of someRooms("12", 20)) {
    const names = nameEvents(built.events);
    expect(new Set(names.values()).size).toBe(built.events.length);
    for (const line of drawRoom(built).split("\n").slice(0, built.events.length)) {
      expect(line.match(/●/g)).toHaveLength(1);
    }
  }
});
