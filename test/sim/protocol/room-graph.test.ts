// The interned graph of a room's events.
import { expect, test } from "vitest";
import type { IdentifiedPdu, Pdu } from "../../../sim/protocol/event.ts";
import { RoomGraph } from "../../../sim/protocol/room-graph.ts";
import { ada, bob, cay, usualRoom } from "./room-builder.ts";

const usual = () => usualRoom("11").events;

/** What a graph says of an event, in strings. */
function described(room: RoomGraph, { id }: IdentifiedPdu) {
  const event = room.indexOf(id);
  return {
    pdu: room.pdu(event),
    prev: [...room.prevs(event)].map((e) => room.id(e)),
    auth: [...room.auths(event)].map((e) => room.id(e)),
    slot: room.slot(event) < 0 ? undefined : room.slotNames(room.slot(event)),
    sender: room.users.text(room.sender(event)),
    server: room.servers.text(room.serverOfUser(room.sender(event))),
    depth: room.depth(event),
    timestamp: room.timestamp(event),
  };
}

test("events keep their fields and edges, whatever the order in which they come", () => {
  const events = usual();
  const forwards = RoomGraph.of("11", events);
  const backwards = RoomGraph.of("11", [...events].reverse());
  for (const event of events) {
    const { pdu } = event;
    const expected = {
      pdu,
      prev: pdu.prev_events,
      auth: pdu.auth_events,
      slot: { type: pdu.type, stateKey: pdu.state_key },
      sender: pdu.sender,
      server: pdu.sender.slice(pdu.sender.indexOf(":") + 1),
      depth: pdu.depth,
      timestamp: pdu.origin_server_ts,
    };
    expect(described(forwards, event)).toEqual(expected);
    expect(described(backwards, event)).toEqual(expected);
  }
  expect(forwards.id(forwards.create)).toBe("$create");
  expect(backwards.id(backwards.create)).toBe("$create");
});

test("an event that is only referred to is missing until it comes", () => {
  const [create, join] = usual();
  const room = RoomGraph.of("11", [join]);
  expect([room.count, room.missingCount]).toEqual([2, 1]);
  const missing = room.indexOf(create.id);
  expect(room.has(missing)).toBe(false);
  expect(() => room.pdu(missing)).toThrow("$create is missing");
  expect(room.add(create.id, create.pdu)).toBe(missing);
  expect([room.has(missing), room.missingCount, room.create]).toEqual([true, 0, missing]);
});

test("an event's prev events are told from all others", () => {
  const room = RoomGraph.of("11", usual());
  for (let event = 0; event < room.count; event++) {
    for (let other = 0; other < room.count; other++) {
      expect(room.isPrev(other, event)).toBe(room.prevs(event).includes(other));
    }
  }
});

test("signatures of the same event are put beside those that it has", () => {
  const { events } = usualRoom("11");
  const [{ id, pdu }] = events;
  const bare = { ...pdu, signatures: { "a.test": { "ed25519:1": "A" } } };
  const room = RoomGraph.of("11", [{ id, pdu: bare }]);
  room.countersign(0, bare);
  room.countersign(0, pdu.signatures === undefined ? pdu : { ...pdu, signatures: undefined });
  expect(room.pdu(0)).toBe(bare);
  const more = { "a.test": { "ed25519:2": "B" }, "b.test": { "ed25519:1": "C" } };
  room.countersign(0, { ...bare, content: { forged: true }, signatures: more });
  expect(room.pdu(0)).toEqual({
    ...bare,
    signatures: {
      "a.test": { "ed25519:1": "A", "ed25519:2": "B" },
      "b.test": { "ed25519:1": "C" },
    },
  });
});

test("the first PDU of an ID stays", () => {
  const [create] = usual();
  const room = RoomGraph.of("11", [create]);
  room.add(create.id, { ...create.pdu, depth: 99 });
  expect([room.count, room.depth(0)]).toEqual([1, create.pdu.depth]);
});

test("an ID that was never mentioned has no index", () => {
  expect(RoomGraph.of("11", usual()).indexOf("$unheard")).toBe(-1);
});

test("messages have no slot and change no state", () => {
  const room = usualRoom("11");
  const before = room.after(...room.tips);
  const message = room.index(room.say(cay));
  expect(room.graph.slot(message)).toBe(-1);
  expect(room.graph.apply(before, message)).toBe(before);
});

test("applying an event writes its slot", () => {
  const room = usualRoom("11");
  const levels = room.index("$levels");
  const state = room.graph.apply(0, levels);
  expect(room.graph.states.get(state, room.graph.powerLevelsSlot)).toBe(levels);
});

test("slots know their names, also where a state key is odd", () => {
  const room = new RoomGraph("11");
  for (const [type, stateKey] of [
    ["m.room.member", ada],
    ["", ""],
    ["a", "b\u0000c"],
    ["__proto__", "constructor"],
  ]) {
    expect(room.slotNames(room.slotOf(type, stateKey))).toEqual({ type, stateKey });
  }
  expect(room.slotOf("a", "b")).not.toBe(room.slotOf("a", "c"));
  expect(room.slotOf("m.room.member", bob)).toBe(room.memberSlot(room.userOf(bob)));
});

test("a state lists its events sorted by ID; of two at one slot the later counts", () => {
  const room = usualRoom("11");
  const topics = ["t1", "t2"].map((topic) => room.state("m.room.topic", { topic }));
  const state = room.stateOf("$levels", topics[0], "$create", topics[1]);
  expect(room.graph.stateIds(state)).toEqual(["$create", "$levels", topics[1]].sort());
});

test("auth heights are the longest way down, and exact where events come in order", () => {
  const room = usualRoom("11");
  const height = (graph: RoomGraph, id: string) => graph.authHeight(graph.indexOf(id));
  expect(
    ["$create", "$ada", "$levels", "$rules", "$cay"].map((id) => height(room.graph, id)),
  ).toEqual([0, 1, 2, 3, 4]);
  expect(room.graph.heightsExact).toBe(true);
  expect(RoomGraph.of("11", [...room.events].reverse()).heightsExact).toBe(false);
});

test("a graph grows far beyond its first arrays", () => {
  const room = usualRoom("12");
  const ids = Array.from({ length: 2_000 }, () => room.say(cay));
  expect(room.graph.count).toBe(2_006);
  for (const [n, id] of ids.entries()) {
    const event = room.index(id);
    expect(room.graph.id(room.graph.prev(event, 0))).toBe(n === 0 ? "$cay" : ids[n - 1]);
    expect(room.graph.auths(event)).toHaveLength(2);
  }
});

test("numbers that are none do not enter the arrays", () => {
  // An import may be lenient; whatever it lets through, sorting must not meet NaN.
  const [create] = usual();
  const odd = { ...create.pdu, depth: "1", origin_server_ts: null } as unknown as Pdu;
  const room = RoomGraph.of("11", [{ id: "$odd", pdu: odd }]);
  expect([room.depth(0), room.timestamp(0)]).toEqual([0, 0]);
});

test("since 12 the create event is the one that the room ID names", () => {
  // A second create event, put before the real one, must not become the room's creator.
  const { events } = usualRoom("12");
  const [create, join] = events;
  const forged = { id: "$forged", pdu: { ...create.pdu, sender: bob } };
  for (const order of [
    [create, forged, join],
    [forged, create, join],
    [join, forged, create],
    [forged, join, create],
  ]) {
    const room = RoomGraph.of("12", order);
    expect(room.id(room.create)).toBe("$create");
  }
});
