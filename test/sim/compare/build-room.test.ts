// Rooms from drafts: hashes, auth events, refused drafts.
import { expect, test } from "vitest";
import { buildRoom } from "../../../sim/compare/build-room.ts";
import { contentHashHolds, eventId, referenceHash } from "../../../sim/protocol/event-hash.ts";
import { sideRulesRoom, someRooms } from "./rooms.ts";

test("every event has its true hash as ID and a content hash that holds", () => {
  for (const version of ["3", "6", "10", "12"]) {
    const { events, graph } = someRooms(version, 1)[0].built;
    for (const { id, pdu } of events) {
      expect(eventId(pdu, graph.version)).toBe(id);
      expect(contentHashHolds(pdu, graph.version)).toBe(true);
    }
  }
});

test("in versions 1 and 2 IDs are chosen, and references have the true hash beside the ID", () => {
  for (const version of ["1", "2"]) {
    const { events, graph } = someRooms(version, 1)[0].built;
    const known = new Map(events.map(({ id, pdu }) => [id, pdu]));
    for (const { id, pdu } of events) {
      expect(id).toMatch(/^\$\w{10,18}:[abcd]\.test$/);
      expect(pdu.event_id).toBe(id);
      expect(contentHashHolds(pdu, graph.version)).toBe(true);
      for (const reference of [...pdu.prev_events, ...pdu.auth_events]) {
        const [other, { sha256 }] = reference as [string, { sha256: string }];
        expect(sha256).toBe(referenceHash(known.get(other)!, graph.version));
      }
    }
  }
});

test("the states are those after the ends, or after the chosen drafts", () => {
  const { states, heads, eventOf } = buildRoom(sideRulesRoom);
  expect(heads).toEqual([eventOf[2], eventOf[3]]);
  expect(new Set(states).size).toBe(2);
  const chosen = buildRoom({ ...sideRulesRoom, statesAfter: [1, 3] });
  expect(chosen.heads).toEqual([chosen.eventOf[1], chosen.eventOf[3]]);
});

test("what the rules refuse is left out, and what stood on it stands on what it stood on", () => {
  const { version, drafts } = sideRulesRoom;
  const stranger = {
    ...drafts[3],
    sender: "@eve:e.test",
    type: "m.room.topic",
    prev: [1],
  } as const;
  const topic = { ...drafts[2], type: "m.room.topic", stateKey: "", content: {}, prev: [2] };
  const { events, eventOf } = buildRoom({
    version,
    drafts: [...drafts.slice(0, 2), stranger, topic],
  });
  expect(eventOf[2]).toBe(-1);
  expect(events).toHaveLength(3);
  expect(events[2].pdu.prev_events).toEqual([events[1].id]);
});

test("outdated auth events come from the state after another draft", () => {
  const { version, drafts } = sideRulesRoom;
  const rename = { ...drafts[1], content: { membership: "join", displayname: "A" }, prev: [1] };
  const topic = { ...drafts[2], type: "m.room.topic", stateKey: "", content: {}, prev: [2] };
  const room = { version, drafts: [...drafts.slice(0, 2), rename, { ...topic, authAfter: 1 }] };
  const { events } = buildRoom(room);
  expect(events[3].pdu.auth_events).toContain(events[1].id);
  expect(events[3].pdu.auth_events).not.toContain(events[2].id);
});
