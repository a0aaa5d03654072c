import { expect, test } from "vitest";
import { Standing } from "../../../../sim/check/view/standing.ts";

test("a server stands where its last record of the room says, and nowhere before", () => {
  const standing = new Standing(2);
  const move = (server: number, room: number, state: number) =>
    standing.move({ kind: "current", atMs: 0, server, room, state });
  expect(standing.of(3, 1)).toBe(-1);
  move(3, 1, 7);
  move(3, 0, 8);
  move(2, 1, 9);
  move(3, 1, 10);
  expect([standing.of(3, 1), standing.of(3, 0), standing.of(2, 1)]).toEqual([10, 8, 9]);
  expect([standing.of(2, 0), standing.of(3, undefined)]).toEqual([-1, -1]);
  move(2, 2, 11);
  expect(standing.of(3, 0), "a room that the trace does not have is left out").toBe(8);
});
