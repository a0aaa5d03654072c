// What several states share, and where they differ.
import { dialect } from "../../../../sim/protocol/state-res/dialect.ts";
import { expect, test } from "vitest";
import { split } from "../../../../sim/protocol/state-res/split.ts";
import { usualRoom } from "../room-builder.ts";
import { names } from "./rooms.ts";

test("a slot is unconflicted only if every state holds the same event at it", () => {
  const room = usualRoom("11");
  const [one, two] = [0, 1].map((n) => room.state("m.room.topic", {}, { id: `$topic-${n}` }));
  const all = ["$create", "$ada", "$levels"];
  const states = [
    room.stateOf(...all, one, "$bob"),
    room.stateOf(...all, two, "$bob"),
    room.stateOf(...all, two),
  ];
  const parts = split(room.graph, states, dialect("spec"));
  expect(room.graph.stateIds(parts.unconflicted)).toEqual([...all].sort());
  const conflicts = parts.conflicted.map(({ slot, events }) => ({
    ...room.graph.slotNames(slot),
    events: events.map((event) => (event < 0 ? null : room.graph.id(event))),
  }));
  expect(conflicts).toHaveLength(2);
  expect(conflicts).toContainEqual({ type: "m.room.topic", stateKey: "", events: [one, two, two] });
  // Absent from one state is a conflict too.
  expect(conflicts).toContainEqual({
    type: "m.room.member",
    stateKey: "@bob:b.test",
    events: ["$bob", "$bob", null],
  });
  expect(names(room, parts.events)).toEqual(["$bob", one, two].sort());
});

test("equal states have no conflict", () => {
  const room = usualRoom("11");
  const state = room.after("$cay");
  expect(split(room.graph, [state, state], dialect("spec"))).toEqual({
    unconflicted: state,
    conflicted: [],
    events: [],
  });
});
