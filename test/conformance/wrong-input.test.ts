// Wrong input to the resolver and its reader: a typed answer or a documented reading (see the table
// in sim/protocol/README.md), never a wrong one and never a hang.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importRoom } from "../../sim/import/index.ts";
import { authorise, authoriseByAuthEvents } from "../../sim/protocol/auth/index.ts";
import { contentHashHolds, eventId } from "../../sim/protocol/event-hash.ts";
import type { Pdu } from "../../sim/protocol/event.ts";
import { RoomStates } from "../../sim/protocol/room-states.ts";
import { roomVersion } from "../../sim/protocol/room-version.ts";
import { explainResolution } from "../../sim/protocol/state-res/explain.ts";
import { resolve } from "../../sim/protocol/state-res/index.ts";
import { call, temporaryFolder } from "../sim/cli/call.ts";
import { smallRoom } from "../sim/import/small-room.ts";
import { ada, bob, usualRoom } from "../sim/protocol/room-builder.ts";

/** A topic event as plain data. */
function topic(more: Partial<Pdu>): Pdu {
  return {
    ...{ type: "m.room.topic", state_key: "", sender: ada, room_id: "!room:a.test" },
    ...{ content: {}, prev_events: [], auth_events: [], depth: 1, origin_server_ts: 1 },
    ...more,
  };
}

describe.each(["1", "11", "12"])("the resolver of version %s", (version) => {
  test("leaves events out whose auth events form a ring, and ends", () => {
    const room = usualRoom(version).graph;
    const levels = { type: "m.room.power_levels", content: { users: {} } };
    const ring = ["$x", "$y", "$z"].map((id, n) =>
      room.add(id, topic({ ...levels, auth_events: [["$y", "$z", "$x"][n]] })),
    );
    const states = ring.map((event) => room.stateOf([event]));
    const result = resolve(room, states);
    const held = room.states.get(result, room.powerLevelsSlot);
    // By depth alone (version 1) the first is taken unasked; other orders have no place for a ring.
    if (version === "1") expect(held).toBeGreaterThanOrEqual(0);
    else expect(held).toBe(-1);
    expect(explainResolution(room, states).keys.length).toBe(1);
    const judged = new RoomStates(room);
    for (const event of ring) {
      const after = judged.after(event);
      expect(after < 0 || room.states.get(after, room.powerLevelsSlot) < 0).toBe(true);
    }
  });

  test("takes ten thousand states, equal ones once", () => {
    const room = usualRoom(version).graph;
    const auth = version === "12" ? ["$levels", "$ada"] : ["$create", "$levels", "$ada"];
    const { room_id: roomId = "" } = room.pdu(room.indexOf("$ada"));
    const base = ["$create", "$ada", "$levels"].map((name) => room.indexOf(name));
    const states = Array.from({ length: 10_000 }, (_, n) => {
      const id = `$t${String(n).padStart(5, "0")}`;
      const pdu = topic({ auth_events: auth, origin_server_ts: n, depth: n, room_id: roomId });
      return room.stateOf([...base, room.add(id, pdu)]);
    });
    const result = resolve(room, [...states, ...states]);
    const winner = room.states.get(result, room.slotOf("m.room.topic", ""));
    expect(room.id(winner)).toBe("$t09999");
  });

  test("leaves events out that are known by name only", () => {
    const room = usualRoom(version).graph;
    room.add("$child", topic({ auth_events: ["$unknown"], prev_events: ["$gone"] }));
    const unknown = room.indexOf("$unknown");
    expect(room.has(unknown)).toBe(false);
    const states = [room.stateOf([room.indexOf("$ada"), unknown]), room.stateOf([])];
    expect(room.stateIds(resolve(room, states))).not.toContain("$unknown");
    expect(room.missingCount).toBe(2);
  });

  test("gives events without a state key no place in a state", () => {
    const built = usualRoom(version);
    const said = built.index(built.say(bob));
    const { graph } = built;
    expect(graph.stateOf([said])).toBe(graph.stateOf([]));
    expect(resolve(graph, [graph.stateOf([said]), graph.stateOf([])])).toBe(graph.stateOf([]));
  });
});

test("events of another room are refused where they are cited", () => {
  const { graph } = usualRoom("11");
  graph.add("$theirs", topic({ type: "m.room.power_levels", room_id: "!other:a.test" }));
  const event = graph.add("$citing", topic({ auth_events: ["$create", "$ada", "$theirs"] }));
  expect(authoriseByAuthEvents(graph, event, () => false)).toMatchObject({ rule: "2.5" });
});

test("an auth event that is there twice breaks a rule; one that is lost says nothing", () => {
  const { graph } = usualRoom("11");
  const twice = graph.add("$twice", topic({ auth_events: ["$create", "$ada", "$ada"] }));
  expect(authoriseByAuthEvents(graph, twice, () => false)).toMatchObject({ rule: "2.1" });
  const lost = graph.add("$none", topic({ auth_events: ["$create", "$lost"] }));
  expect(authoriseByAuthEvents(graph, lost, () => false)).toMatchObject({ rule: "5" });
});

test("of several create events the one in the room ID rules since 12, the state's before", () => {
  for (const version of ["11", "12"]) {
    const { graph } = usualRoom(version);
    const create = { type: "m.room.create", content: { room_version: version }, sender: bob };
    const { room_id: _none, ...nameless } = topic(create);
    graph.add("$second", version === "12" ? nameless : topic(create));
    expect(graph.id(graph.create)).toBe("$create");
    const event = graph.add("$t", topic({ room_id: "!create", sender: bob }));
    const state = graph.stateOf(["$bob", "$second"].map((id) => graph.indexOf(id)));
    // In 11 bob made the create event of this state, and has 100 without power levels.
    expect(authorise(graph, event, state).ok).toBe(version === "11");
  }
});

test("a version that does not fit the events shows in IDs and hashes, and is noted", () => {
  const events = smallRoom("11");
  expect(events.every((pdu) => contentHashHolds(pdu, roomVersion("1")))).toBe(false);
  const [create, ...others] = events;
  const renamed = { ...create, content: { creator: ada, room_version: "10" } };
  expect(eventId(renamed, roomVersion("10"))).not.toBe(create.event_id);
  const text = [renamed, ...others].map((event) => JSON.stringify(event)).join("\n");
  const read = importRoom(text, { fileName: "room.ndjson" });
  if (!read.ok) throw new Error(read.problem.message);
  expect(read.noteCounts.get("id-differs")).toBeGreaterThan(0);
  expect(read.noteCounts.get("content-hash-differs")).toBe(1);
});

test("a file with a ring of events is refused", () => {
  const [create] = smallRoom("11");
  const ring = ["$x", "$y"].map((id, n) => ({
    ...create,
    ...{ type: "m.room.topic", event_id: id, prev_events: [["$y", "$x"][n]] },
  }));
  const text = [create, ...ring].map((event) => JSON.stringify(event)).join("\n");
  const read = importRoom(text, { fileName: "room.ndjson" });
  if (read.ok) throw new Error("was read");
  expect(read.problem.message).toContain("is its own ancestor");
});

describe("a state set of a file or a request", () => {
  const events = smallRoom("11");
  const ids = events.map((event) => event.event_id ?? "");

  test.each([
    ["names an unknown event", [[ids[0]], ["$unknown"]]],
    ["holds an event that is no state event", [[ids[0]], [ids[3]]]],
  ])("that %s is an error", async (_what, stateSets) => {
    const file = join(temporaryFolder(), "room.json");
    writeFileSync(file, JSON.stringify({ events, state_sets: stateSets }));
    const { code, err } = await call(["resolve", file]);
    expect([code, err]).toEqual([2, expect.stringContaining("rashomon: ")]);
    const request = { room_version: "11", events, state_sets: stateSets };
    const { out } = await call(["resolve", "--wire"], { input: `${JSON.stringify(request)}\n` });
    expect((JSON.parse(out) as { error: string | null }).error).not.toBeNull();
  });
});
