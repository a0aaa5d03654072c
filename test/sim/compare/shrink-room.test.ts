// Shrinking keeps what matters and loses the rest.
import { expect, test } from "vitest";
import { stateWith } from "../../../sim/compare/cause.ts";
import type { BuiltRoom } from "../../../sim/compare/build-room.ts";
import { shrinkRoom, withoutDraft } from "../../../sim/compare/shrink-room.ts";
import { dialect, switchesOf } from "../../../sim/protocol/state-res/index.ts";
import { sideRulesRoom, someRooms } from "./rooms.ts";

const synapse = switchesOf(dialect("synapse"));
const differs = (built: BuiltRoom) =>
  new Set(built.states).size > 1 &&
  stateWith(built, []).join() !== stateWith(built, synapse).join();

test("a room that shows a difference is shrunk to a few events that still show it", () => {
  const found = someRooms("11", 400)
    .filter(({ built }) => differs(built))
    .slice(0, 3);
  expect(found.length).toBe(3);
  for (const { draft, built } of found) {
    const shrunk = shrinkRoom(draft, differs);
    expect(differs(shrunk.built)).toBe(true);
    expect(shrunk.built.events.length).toBeLessThan(built.events.length);
    expect(shrunk.built.events.length).toBeLessThanOrEqual(14);
    expect(shrunk.tried).toBeGreaterThan(0);
  }
});

test("a smallest room stays as it is", () => {
  expect(shrinkRoom(sideRulesRoom, differs).draft).toEqual(sideRulesRoom);
});

test("without a draft, places behind it move and edges lead past it", () => {
  const room = withoutDraft({ ...sideRulesRoom, statesAfter: [2, 3] }, 2);
  expect(room.drafts).toHaveLength(3);
  expect(room.drafts[2].prev).toEqual([1]);
  expect(room.statesAfter).toEqual([1, 2]);
});
