// State resolution by depth. That it agrees with its literal twin over random rooms is tested in
// index.test.ts; here is what it is known for.
import { expect, test } from "vitest";
import type { ResolutionStep } from "../../../../sim/protocol/state-res/index.ts";
import { dialect, noCounts, resolve } from "../../../../sim/protocol/state-res/index.ts";
import { resolveV1, splitV1 } from "../../../../sim/protocol/state-res/v1.ts";
import { RoomGraph } from "../../../../sim/protocol/room-graph.ts";
import { haveVectors } from "../../../vectors.ts";
import { splitAndSort } from "../../../reference/vectors.ts";
import { ada, bob, cay, dan, usualLevels, usualRoom, type RoomBuilder } from "../room-builder.ts";

const depth = (value: number | bigint) => ({ spoil: { depth: value } });

/** The events that two branches end with, resolved; answered as the event at a slot. */
function winner(room: RoomBuilder, ends: string[], type: string, stateKey = "") {
  return room.at(
    resolve(
      room.graph,
      ends.map((end) => room.after(end)),
    ),
    type,
    stateKey,
  );
}

test("of two topics the deeper one stays, whoever sent it and whenever", () => {
  const room = usualRoom("1");
  room.state("m.room.topic", {}, { id: "$deep", prev: ["$cay"], ts: 1, ...depth(20) });
  room.state("m.room.topic", {}, { id: "$late", prev: ["$cay"], ts: 9e9, ...depth(10) });
  expect(winner(room, ["$deep", "$late"], "m.room.topic")).toBe("$deep");
});

test("at one depth the lower SHA-1 of the event ID stays", () => {
  // They begin with 0446 and 04d3.
  const room = usualRoom("1");
  for (const id of ["$one", "$two"]) {
    room.state("m.room.topic", {}, { id, prev: ["$cay"], ...depth(9) });
  }
  expect(winner(room, ["$one", "$two"], "m.room.topic")).toBe("$one");
});

test("depths beyond 2^53 are compared exactly", () => {
  const room = usualRoom("1");
  const top = 2n ** 63n - 1n;
  room.state("m.room.topic", {}, { id: "$lower", prev: ["$cay"], ...depth(top - 1n) });
  room.state("m.room.topic", {}, { id: "$higher", prev: ["$cay"], ...depth(top) });
  expect(winner(room, ["$lower", "$higher"], "m.room.topic")).toBe("$higher");
});

test("the least deep power levels are taken unasked, deeper ones as long as they pass", () => {
  const room = usualRoom("1");
  const levels = (invite: number) => ({ ...usualLevels("1"), invite });
  const at = { prev: ["$cay"], sender: ada };
  room.state("m.room.power_levels", levels(1), { id: "$first", ...at, ...depth(10) });
  room.state("m.room.power_levels", levels(2), { id: "$second", ...at, ...depth(11) });
  expect(winner(room, ["$first", "$second"], "m.room.power_levels")).toBe("$second");
  // bob takes ada's power away on a branch that claims little depth: a state reset.
  const reset = { ...usualLevels("1"), users: { [bob]: 100 } };
  room.state("m.room.power_levels", reset, { id: "$reset", ...at, sender: bob, ...depth(2) });
  const states = [room.stateOf("$create", "$ada", "$bob", "$reset"), room.after("$second")];
  expect(room.at(resolve(room.graph, states), "m.room.power_levels")).toBe("$reset");
});

test.each([
  ["m.room.power_levels", ["$low", "$deep", "$deep"]],
  ["m.room.join_rules", ["$low", "$low", "$deep"]],
])("by dialect %s under another key are state like any other", (type, expected) => {
  const room = usualRoom("1");
  const usual = ["$create", "$ada", "$levels", "$rules", "$bob", "$cay"];
  // Dan is not in the room. By the text the first refusal ends the walk, and $deep is not looked at.
  const states = (
    [
      ["$low", ada],
      ["$refused", dan],
      ["$deep", ada],
    ] as const
  ).map(([id, sender], n) => {
    const made = { id, stateKey: "side", prev: ["$cay"], sender, ...depth(8 + n) };
    room.state(type, { n }, made);
    return room.stateOf(...usual, id);
  });
  const stays = ["spec", "synapse", "gomatrixserverlib"].map((name) => {
    const resolved = resolve(room.graph, states, { dialect: dialect(name) });
    return room.at(resolved, type, "side");
  });
  expect(stays).toEqual(expected);
});

test("a key that one state lacks is not in conflict", () => {
  const room = usualRoom("1");
  room.member(dan, "join", { id: "$dan", prev: ["$cay"] });
  room.state("m.room.topic", {}, { id: "$topic", prev: ["$cay"], sender: bob });
  const merged = resolve(room.graph, [room.after("$dan"), room.after("$topic")]);
  expect(room.at(merged, "m.room.member", dan)).toBe("$dan");
  expect(room.at(merged, "m.room.topic")).toBe("$topic");
});

test("where no candidate passes, the key stays empty", () => {
  const room = usualRoom("1");
  const from = { prev: ["$cay"], sender: cay };
  room.state("m.room.topic", {}, { id: "$one", ...from });
  room.state("m.room.topic", {}, { id: "$two", ...from });
  const base = ["$create", "$ada", "$levels", "$rules", "$cay"];
  const states = ["$one", "$two"].map((id) => room.stateOf(...base, id));
  expect(room.at(resolve(room.graph, states), "m.room.topic")).toBeUndefined();
});

test("an observer sees the split, every order, every check and the result", () => {
  const room = usualRoom("1");
  room.state("m.room.topic", {}, { id: "$a", prev: ["$cay"], ...depth(9) });
  room.state("m.room.topic", {}, { id: "$b", prev: ["$cay"], ...depth(8) });
  const states = ["$a", "$b"].map((id) => room.after(id)).sort((x, y) => x - y);
  const steps: ResolutionStep[] = [];
  const counts = noCounts();
  resolveV1(room.graph, {
    states,
    dialect: dialect("spec"),
    counts,
    observe: (step) => steps.push(step),
  });
  expect(steps.map(({ step }) => step)).toEqual([
    "split",
    "depth-order",
    "auth-check",
    "unconflicted",
  ]);
  expect(steps[1]).toMatchObject({ decisions: [{ by: "depth" }] });
  expect(counts).toMatchObject({ conflicted: 2, authChecks: 1 });
});

test.runIf(haveVectors)("states are split as in gomatrixserverlib's tables for v1", () => {
  const tables = splitAndSort().split.filter(({ algorithm }) => algorithm === "v1");
  expect(tables.length).toBe(3);
  for (const { sets, unconflicted, conflicted } of tables) {
    const room = new RoomGraph("1");
    const states = sets.map((set) =>
      room.stateOf(
        set.map(([type, stateKey, id]) => {
          const plain = { sender: ada, content: {}, prev_events: [], auth_events: [] };
          const times = { depth: 1, origin_server_ts: 1, room_id: "!r:a.test" };
          return room.add(id, { ...plain, ...times, type, state_key: stateKey });
        }),
      ),
    );
    const found = splitV1(room, states);
    expect(room.stateIds(found.unconflicted)).toEqual([...unconflicted].sort());
    const events = found.conflicted.flatMap((conflict) => conflict.events);
    const names = [...new Set(events)].filter((event) => event >= 0).map((e) => room.id(e));
    expect(names.sort()).toEqual([...conflicted].sort());
  }
});
