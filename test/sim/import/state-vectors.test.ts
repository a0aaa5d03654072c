import { expect, test } from "vitest";
import { haveVectors, vectorText } from "../../vectors.ts";
import { problemIn, roomIn, smallRoom } from "./small-room.ts";

const events = smallRoom();
const ids = events.map((event) => event.event_id as string);

test("state sets, heads and the expected state come with the room", () => {
  const file = {
    ...{ format: "statevec/1", room_version: "11", events, heads: [ids[5]] },
    ...{ state_sets: [[ids[0]], [ids[0], ids[1]]], expected_state: [ids[0], ids[1]] },
  };
  const { room, notes } = roomIn(JSON.stringify(file));
  expect(notes).toEqual([]);
  expect(room).toMatchObject({
    heads: [ids[5]],
    stateSets: [[ids[0]], [ids[0], ids[1]]],
    expectedState: [ids[0], ids[1]],
  });
});

test("what the file does not say is not there", () => {
  const { room } = roomIn(JSON.stringify({ events }));
  expect(Object.keys(room).sort()).toEqual(["events", "roomId", "version"]);
});

test("an ID that no event has is noted and kept", () => {
  const { room, notes } = roomIn(JSON.stringify({ events, heads: ["$lost"] }));
  expect(room.heads).toEqual(["$lost"]);
  expect(notes).toEqual([
    { kind: "unknown-reference", detail: "heads names $lost, which is not in the file." },
  ]);
});

test.each([
  ["heads", 7],
  ["heads", [7]],
  ["state_sets", ["$a"]],
  ["expected_state", {}],
  ["room_version", 11],
])("a %s of %j is refused by name", (field, value) => {
  expect(problemIn(JSON.stringify({ events, [field]: value })).message).toContain(`"${field}"`);
});

test.runIf(haveVectors)("made-up rooms with results come in whole", () => {
  const differential = roomIn(vectorText("differential", "plain-v12-10000.json")).room;
  expect(differential.version.id).toBe("12");
  expect(differential.stateSets).toHaveLength(differential.heads!.length);
  expect(differential.expectedState).toHaveLength(8);
  const graph = roomIn(vectorText("synapse-graphs", "ban_vs_pl.json"), { roomVersion: "10" });
  expect(graph.room.events).toHaveLength(13);
  expect(graph.room.stateSets).toHaveLength(2);
  expect(graph.counts.get("unknown-reference")).toBeUndefined();
  const large = roomIn(vectorText("rezzy-res", "benchmark_1k.json")).room;
  expect(large.events).toHaveLength(1000);
  expect(large.heads).toHaveLength(2);
});
