// The auth difference, against its definition over whole auth chains.
import { expect, test } from "vitest";
import { RoomGraph } from "../../../../sim/protocol/room-graph.ts";
import { authDifference } from "../../../../sim/protocol/state-res/auth-difference.ts";
import { dialect } from "../../../../sim/protocol/state-res/dialect.ts";
import { split } from "../../../../sim/protocol/state-res/split.ts";
import type { StateId } from "../../../../sim/protocol/state.ts";
import { ada, bob, usualRoom, versions } from "../room-builder.ts";
import { banAgainstTopic, duel, names, statesOf, topicsUnderLevels } from "./rooms.ts";

/** The definition, by whole sets: in some chain but not in all. */
function literally(room: RoomGraph, states: StateId[], includesState: boolean): string[] {
  const chains = states.map((state) => {
    const chain = new Set<number>();
    const add = (event: number): void => {
      if (!room.has(event) || chain.has(event)) return;
      chain.add(event);
      for (const auth of room.auths(event)) add(auth);
    };
    room.states.forEach(state, (_slot, event) => {
      if (includesState) add(event);
      else for (const auth of room.auths(event)) add(auth);
    });
    return chain;
  });
  const union = new Set(chains.flatMap((chain) => [...chain]));
  const some = [...union].filter((event) => !chains.every((chain) => chain.has(event)));
  return some.map((event) => room.id(event)).sort();
}

const forks = { banAgainstTopic, duel, topicsUnderLevels };

test.each(Object.keys(forks) as (keyof typeof forks)[])("%s: equals the definition", (name) => {
  for (const version of versions) {
    const fork = forks[name](version);
    const { graph } = fork.room;
    const states = statesOf(fork);
    for (const preset of ["spec", "synapse"]) {
      const { chainIncludesState } = dialect(preset);
      const found = authDifference(graph, split(graph, states, dialect(preset)), dialect(preset));
      expect(found.map((event) => graph.id(event)).sort()).toEqual(
        literally(graph, states, chainIncludesState),
      );
    }
  }
});

test("an old membership under a new one is in the difference", () => {
  const room = usualRoom("11");
  const again = room.member(bob, "join", { prev: ["$cay"], id: "$again" });
  const topic = room.state("m.room.topic", {}, { sender: bob, prev: [again], id: "$topic" });
  const other = room.state("m.room.name", {}, { sender: ada, prev: ["$cay"] });
  const states = [room.after(topic), room.after(other)];
  const found = authDifference(
    room.graph,
    split(room.graph, states, dialect("spec")),
    dialect("spec"),
  );
  // By the text `$again`'s chain holds `$bob`, which the other side's chains do not reach.
  expect(names(room, found)).toEqual(["$again", "$bob"]);
});

test("the dialects part over state events that are in some chains only", () => {
  const room = usualRoom("11");
  const again = room.member(bob, "join", { prev: ["$cay"], id: "$again" });
  const topic = room.state("m.room.topic", {}, { sender: bob, prev: [again], id: "$topic" });
  const states = [room.after(topic), room.after(again)];
  const difference = (preset: string) =>
    names(
      room,
      authDifference(room.graph, split(room.graph, states, dialect(preset)), dialect(preset)),
    );
  // `$again` is in both states, but only the topic cites it.
  expect(difference("spec")).toEqual(["$again"]);
  expect(difference("synapse")).toEqual(["$topic"]);
});

test("auth chains with gaps and events out of order come out the same", () => {
  const fork = topicsUnderLevels("11");
  const events = [...fork.room.events].reverse().filter(({ id }) => id !== "$create");
  const room = RoomGraph.of("11", events);
  expect(room.heightsExact).toBe(false);
  const move = (state: StateId) =>
    room.stateOf(
      fork.room.graph
        .stateIds(state)
        .filter((id) => id !== "$create")
        .map((id) => room.indexOf(id)),
    );
  const states = statesOf(fork).map(move);
  const found = authDifference(room, split(room, states, dialect("spec")), dialect("spec"));
  expect(found.map((event) => room.id(event)).sort()).toEqual(literally(room, states, false));
});
