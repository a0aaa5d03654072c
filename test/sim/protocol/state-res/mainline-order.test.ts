// The mainline and the order that follows from it.
import { expect, test } from "vitest";
import { dialect } from "../../../../sim/protocol/state-res/dialect.ts";
import {
  mainlineDecisions,
  mainlineOf,
  mainlineOrder,
} from "../../../../sim/protocol/state-res/mainline-order.ts";
import { RoomGraph } from "../../../../sim/protocol/room-graph.ts";
import { ada, usualLevels, usualRoom, type RoomBuilder } from "../room-builder.ts";

/** Levels 1 ← 2 ← 3, a topic under each and one under none: `$topic-0` to `$topic-3`. */
function epochs(ts: number[] = [4, 3, 2, 1]) {
  const room = usualRoom("11");
  const topic = (n: number, levels: string[]) =>
    room.state(
      "m.room.topic",
      {},
      { id: `$topic-${n}`, ts: ts[n], auth: ["$create", ...levels, "$ada"] },
    );
  topic(0, []);
  for (const n of [1, 2, 3]) {
    const content = { ...usualLevels("11"), events: { n } };
    room.state("m.room.power_levels", content, { id: `$levels-${n}`, sender: ada });
    topic(n, [`$levels-${n}`]);
  }
  const mainline = mainlineOf(room.graph, room.index("$levels-3"));
  return { room, mainline };
}

const sorted = (room: RoomBuilder, mainline: number[], ids: string[], preset = "spec") => {
  const events = ids.map((id) => room.index(id));
  const found = mainlineOrder(room.graph, { events, mainline, dialect: dialect(preset) });
  return { ...found, ids: found.order.map((event) => room.graph.id(event)) };
};

test("the mainline leads from power levels to those that they cite", () => {
  const { room, mainline } = epochs();
  expect(mainline.map((event) => room.graph.id(event))).toEqual([
    "$levels-3",
    "$levels-2",
    "$levels-1",
    "$levels",
  ]);
  expect(mainlineOf(room.graph, -1)).toEqual([]);
});

test("the oldest epoch goes first, events without one before all, whatever their timestamps", () => {
  const { room, mainline } = epochs();
  const found = sorted(room, mainline, ["$topic-3", "$topic-1", "$topic-0", "$topic-2"]);
  expect(found.ids).toEqual(["$topic-0", "$topic-1", "$topic-2", "$topic-3"]);
  expect(found.positions).toEqual([4, 2, 1, 0]);
  const decisions = mainlineDecisions(room.graph, found);
  expect(decisions.map(({ by }) => by)).toEqual(["mainline", "mainline", "mainline"]);
});

test("power levels off the mainline lead to it through what they cite", () => {
  const { room, mainline } = epochs();
  const side = room.state(
    "m.room.power_levels",
    {},
    { id: "$side", auth: ["$create", "$levels-1", "$ada"] },
  );
  room.state("m.room.name", {}, { id: "$name", auth: ["$create", side, "$ada"] });
  expect(sorted(room, mainline, ["$name", "$topic-1", "$topic-2"]).positions).toEqual([2, 2, 1]);
});

test("within an epoch the timestamp decides, then the ID", () => {
  const room = usualRoom("11");
  const mainline = mainlineOf(room.graph, room.index("$levels"));
  for (const [id, ts] of [
    ["$b", 5],
    ["$a", 5],
    ["$c", 4],
  ] as const) {
    room.state("m.room.topic", {}, { id, ts, prev: ["$cay"] });
  }
  const found = sorted(room, mainline, ["$b", "$a", "$c"]);
  expect(found.ids).toEqual(["$c", "$a", "$b"]);
  const decisions = mainlineDecisions(room.graph, found);
  expect(decisions.map(({ by }) => by)).toEqual(["timestamp", "event id"]);
});

test("the dialects part over where power levels themselves stand", () => {
  const { room, mainline } = epochs();
  const positions = (preset: string) => sorted(room, mainline, ["$levels-2"], preset).positions;
  expect(positions("spec")).toEqual([2]);
  expect(positions("synapse")).toEqual([1]);
});

test("power levels that cite each other in a ring end the walk", () => {
  const { events } = usualRoom("11");
  const room = RoomGraph.of("11", events);
  const levels = events[2].pdu;
  room.add("$x", { ...levels, auth_events: ["$y"] });
  room.add("$y", { ...levels, auth_events: ["$x"] });
  expect(mainlineOf(room, room.indexOf("$x")).length).toBe(room.count);
  const input = { events: [room.indexOf("$y")], mainline: [0], dialect: dialect("spec") };
  expect(mainlineOrder(room, input).positions).toEqual([1]);
});
