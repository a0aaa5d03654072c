// The smallest room of each cause.
import { expect, test } from "vitest";
import { confirmRooms, smallestRooms } from "../../../../sim/cli/compare/compare-examples.ts";
import { dialect, switchesOf } from "../../../../sim/protocol/state-res/index.ts";
import { causeOf, stateWith, type Find } from "../../../../sim/compare/index.ts";
import { someRooms } from "../../compare/rooms.ts";

test("differences are shrunk, the smallest is kept, and nobody who is not asked confirms it", async () => {
  const synapse = switchesOf(dialect("synapse"));
  const rooms = someRooms("11", 300);
  const finds = rooms.flatMap(({ built }, room): Find[] => {
    const answer = stateWith(built, synapse);
    const cause = causeOf(built, answer) ?? [];
    const events = built.events.length;
    return cause.length === 0
      ? []
      : [{ peer: "synapse", version: "11", cause, room, events, answer }];
  });
  const kept = smallestRooms(finds, { roomOf: ({ room }) => rooms[room], foundOf: () => 7 });
  expect(finds.length).toBeGreaterThan(0);
  expect(kept.reduce((sum, { shrunk }) => sum + shrunk, 0)).toBe(finds.length);
  for (const { confirmed, built, cause, found } of await confirmRooms(kept, [])) {
    expect({ confirmed, found }).toEqual({ confirmed: false, found: 7 });
    expect(stateWith(built, cause)).toEqual(stateWith(built, synapse));
    expect(built.events.length).toBeLessThan(16);
  }
});
