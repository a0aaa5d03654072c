// The conflicted state subgraph, against its definition by paths.
import { dialect } from "../../../../sim/protocol/state-res/dialect.ts";
import { expect, test } from "vitest";
import { RoomGraph } from "../../../../sim/protocol/room-graph.ts";
import { conflictedSubgraph } from "../../../../sim/protocol/state-res/conflicted-subgraph.ts";
import { split } from "../../../../sim/protocol/state-res/split.ts";
import { usualLevels, usualRoom } from "../room-builder.ts";
import { banAgainstTopic, duel, names, statesOf } from "./rooms.ts";

/** Every event that a conflicted one reaches and that reaches a conflicted one. */
function literally(room: RoomGraph, conflicted: readonly number[]): string[] {
  const reach = (from: number): Set<number> => {
    const seen = new Set<number>();
    const stack = [from];
    while (stack.length > 0) {
      const event = stack.pop()!;
      if (!room.has(event) || seen.has(event)) continue;
      seen.add(event);
      stack.push(...room.auths(event));
    }
    return seen;
  };
  const below = new Set(conflicted.flatMap((event) => [...reach(event)]));
  const on = [...below].filter((event) => conflicted.some((c) => reach(event).has(c)));
  return on.map((event) => room.id(event)).sort();
}

/** Levels 1 ← 2 ← 3 in a line; two states that hold 1 and 3. */
function line() {
  const room = usualRoom("12");
  const levels = (x: number) => ({ ...usualLevels("12"), events: { x } });
  for (const n of [1, 2, 3]) room.state("m.room.power_levels", levels(n), { id: `$line-${n}` });
  return room;
}

test("what lies on a path between two conflicted events belongs, though it conflicts nowhere", () => {
  const room = line();
  const conflicted = [room.index("$line-1"), room.index("$line-3")];
  const found = conflictedSubgraph(room.graph, conflicted);
  expect(names(room, found)).toEqual(["$line-1", "$line-2", "$line-3"]);
});

test("what lies below or beside all conflicted events does not belong", () => {
  const room = line();
  const found = conflictedSubgraph(room.graph, [room.index("$line-2"), room.index("$rules")]);
  expect(names(room, found)).toEqual(["$line-2", "$rules"]);
});

test.each([
  ["banAgainstTopic", banAgainstTopic("12")],
  ["duel", duel("12")],
] as const)("%s: equals the definition, also where events came out of order", (_name, fork) => {
  const { events } = split(fork.room.graph, statesOf(fork), dialect("spec"));
  const expected = literally(fork.room.graph, events);
  expect(names(fork.room, conflictedSubgraph(fork.room.graph, events))).toEqual(expected);
  const reversed = RoomGraph.of("12", [...fork.room.events].reverse());
  const moved = events.map((event) => reversed.indexOf(fork.room.graph.id(event)));
  const found = conflictedSubgraph(reversed, moved).map((event) => reversed.id(event));
  expect(found.sort()).toEqual(expected);
});

test("no conflict, no subgraph", () => {
  expect(conflictedSubgraph(usualRoom("12").graph, [])).toEqual([]);
});
