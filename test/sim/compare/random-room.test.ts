// Made-up rooms are repeatable, varied and valid.
import { expect, test } from "vitest";
import { randomRoom } from "../../../sim/compare/random-room.ts";
import { slotKey } from "../../../sim/check/referee.ts";
import type { StateId } from "../../../sim/protocol/state.ts";
import { stableVersions } from "../../../sim/protocol/room-version.ts";
import { dialectKnows, dialects, resolve } from "../../../sim/protocol/state-res/index.ts";
import { referee } from "../../reference/index.ts";
import { seed, someRooms } from "./rooms.ts";

test("a room is the same again for the same seed and number", () => {
  const [first, second] = someRooms("11", 2);
  expect(randomRoom({ seed, room: 0, version: "11" }).draft).toEqual(first.draft);
  expect(second.draft).not.toEqual(first.draft);
});

test("the literal twin finds every event allowed by its auth events", () => {
  for (const version of stableVersions) {
    for (const { built } of someRooms(version, 20)) {
      const pdus = new Map(built.events.map(({ id, pdu }) => [id, pdu]));
      for (const { id } of built.events) {
        const question = {
          version,
          id,
          get: (other: string) => pdus.get(other),
          rejected: () => false,
        };
        expect(referee.authoriseByAuthEvents(question)).toEqual({ ok: true });
      }
    }
  }
});

test("in every version and dialect the literal twin resolves them to the same states", () => {
  for (const version of stableVersions) {
    for (const { built } of someRooms(version, 20)) {
      const { graph, states, events } = built;
      const pdus = new Map(events.map(({ id, pdu }) => [id, pdu]));
      const plain = (state: StateId) =>
        new Map(
          graph.stateIds(state).map((id) => {
            const { type, state_key: key = "" } = pdus.get(id)!;
            return [slotKey(type, key), id];
          }),
        );
      for (const dialect of dialects.keys()) {
        if (!dialectKnows(dialect, graph.version)) continue;
        const twin = referee.resolve({
          ...{ version, dialect, states: states.map(plain) },
          ...{ get: (id) => pdus.get(id), rejected: () => false },
        });
        const ours = graph.stateIds(resolve(graph, states, { dialect }));
        expect([...twin.values()].sort()).toEqual([...ours].sort());
      }
    }
  }
});

test("no room is there twice", () => {
  const rooms = someRooms("12", 1500).map(({ built }) => built.events.map(({ id }) => id).join());
  expect(new Set(rooms).size).toBe(rooms.length);
});

test("most rooms are small, some have a hundred events or many sides", () => {
  const rooms = someRooms("11", 300).map(({ built }) => built);
  const small = rooms.filter(({ events }) => events.length <= 30);
  expect(small.length).toBeGreaterThan(250);
  expect(rooms.some(({ events }) => events.length > 60)).toBe(true);
  expect(rooms.some(({ states }) => states.length > 4)).toBe(true);
});

test("rooms are varied: forks of three and four, stale citations, ties, all memberships", () => {
  const rooms = someRooms("11", 150);
  const drafts = rooms.flatMap(({ draft }) => draft.drafts);
  const kinds = new Set(drafts.map(({ type, content }) => content.membership ?? type));
  for (const kind of ["ban", "leave", "invite", "knock", "m.room.power_levels", "m.room.topic"]) {
    expect(kinds).toContain(kind);
  }
  const sides = new Set(rooms.map(({ built }) => new Set(built.states).size));
  for (const count of [2, 3, 4]) expect(sides).toContain(count);
  expect(drafts.some(({ authAfter }) => authAfter !== undefined)).toBe(true);
  expect(drafts.some(({ prev }) => prev.length > 1)).toBe(true);
  const restricted = drafts.filter(({ content }) => content.join_authorised_via_users_server);
  expect(restricted.length).toBeGreaterThan(0);
  expect(rooms.filter(({ draft }) => draft.statesAfter !== undefined).length).toBeGreaterThan(10);
});
