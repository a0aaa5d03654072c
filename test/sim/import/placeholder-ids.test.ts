import { expect, test } from "vitest";
import { eventId } from "../../../sim/protocol/event-hash.ts";
import { problemIn, roomIn } from "./small-room.ts";

const event = (event_id: string, prev: string[], more: object = {}) => ({
  ...{ event_id, type: "m.room.message", sender: "@a:a.test", content: {} },
  ...{ prev_events: prev, auth_events: [], ...more },
});

function scenario(room_version: string, events: object[], more: object = {}): string {
  const file = { tardis_version: 1, calculate_event_ids: true, room_id: "!r:a.test" };
  return JSON.stringify({ ...file, room_version, events, ...more });
}

const redaction = { type: "m.room.redaction", redacts: "$B", content: { redacts: "$B" } };
const story = [
  event("$A", [], { type: "m.room.create", state_key: "" }),
  event("$B", ["$A"]),
  event("$C", ["$B"], { ...redaction, auth_events: ["$A"] }),
];

test.each(["10", "11", "12"])(
  "in version %s every name becomes the hash, wherever it stands",
  (v) => {
    const more = {
      annotations: { titles: { $B: "b" }, events: { $C: "c" } },
      precalculated_state_after: { $B: ["$A"] },
    };
    const { room, notes } = roomIn(scenario(v, story, more));
    const [a, b, c] = room.events;
    for (const { id, pdu } of room.events) {
      expect(eventId(pdu, room.version)).toBe(id);
      expect(pdu.event_id).toBe(id);
    }
    expect(b.pdu.prev_events).toEqual([a.id]);
    expect(c.pdu).toMatchObject({ prev_events: [b.id], auth_events: [a.id], redacts: b.id });
    expect(c.pdu.content.redacts).toBe(b.id);
    expect(room.annotations!.titles).toEqual(new Map([[b.id, "b"]]));
    expect(room.annotations!.events).toEqual(new Map([[c.id, "c"]]));
    expect(room.stateAfter).toEqual(new Map([[b.id, [a.id]]]));
    expect(notes.every(({ kind }) => kind === "fields-missing")).toBe(true);
  },
);

test("the order of the events changes neither IDs nor file order", () => {
  // Times are given, since absent ones depend on the order.
  const timed = story.map((one, index) => ({ ...one, origin_server_ts: 1000 + index }));
  const sorted = roomIn(scenario("11", timed)).room.events.map(({ id }) => id);
  const turned = roomIn(scenario("11", [...timed].reverse())).room.events.map(({ id }) => id);
  expect(turned).toEqual([...sorted].reverse());
});

test("in version 12 the room is named by the create event, wherever that stands", () => {
  for (const events of [story, [...story].reverse()]) {
    const { room } = roomIn(scenario("12", events));
    const create = room.events.find(({ pdu }) => pdu.type === "m.room.create")!;
    expect(room.roomId).toBe(`!${create.id.slice(1)}`);
    for (const { id, pdu } of room.events) {
      expect(pdu.room_id).toBe(id === create.id ? undefined : room.roomId);
    }
  }
});

test("names that no event has stay, and are noted as missing parents", () => {
  const { room, counts } = roomIn(scenario("11", [event("$A", ["$gone"])]));
  expect(room.events[0].pdu.prev_events).toEqual(["$gone"]);
  expect(counts.get("missing-parent")).toBe(1);
});

test("two events of one name are refused, for nobody could tell which is meant", () => {
  const problem = problemIn(scenario("11", [event("$A", []), event("$A", [])]));
  expect(problem).toMatchObject({ line: 1, message: "Event 2 is called $A, as is event 1." });
});

test("events that are each other's ancestors are refused, for they have no hash", () => {
  const problem = problemIn(scenario("11", [event("$A", ["$B"]), event("$B", ["$A"])]));
  expect(problem.message).toBe("$A is its own ancestor.");
});

test("a number that no hash can cover is refused with its event", () => {
  const text = scenario("11", [event("$A", [], { depth: 1, hashes: { n: 7 } })]);
  const problem = problemIn(text.replace('"n":7', '"n":7.5'));
  expect(problem.message).toContain("The ID of event 1 cannot be computed: 7.5");
});
