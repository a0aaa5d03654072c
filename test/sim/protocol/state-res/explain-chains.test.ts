// Auth chains for explanations.
import { expect, test } from "vitest";
import { dialect } from "../../../../sim/protocol/state-res/dialect.ts";
import { chainsOf, linkedBetween } from "../../../../sim/protocol/state-res/explain-chains.ts";
import { usualRoom } from "../room-builder.ts";
import { names } from "./rooms.ts";

test("a state's chain holds what its events cite, and itself only where the dialect says so", () => {
  const room = usualRoom("11");
  const states = [room.stateOf("$levels"), room.stateOf("$ada", "$rules")];
  const chains = (preset: string) =>
    chainsOf(room.graph, states, dialect(preset)).map((chain) => names(room, chain));
  expect(chains("spec")).toEqual([
    ["$ada", "$create"],
    ["$ada", "$create", "$levels"],
  ]);
  expect(chains("synapse")).toEqual([
    ["$ada", "$create", "$levels"],
    ["$ada", "$create", "$levels", "$rules"],
  ]);
});

test("an event lies between two others if one leads to it and it leads to the other", () => {
  const room = usualRoom("11");
  const index = (id: string) => room.index(id);
  const conflicted = new Set([index("$ada"), index("$cay")]);
  const link = linkedBetween(room.graph, index("$levels"), conflicted);
  expect(link).toEqual({ from: index("$cay"), to: index("$ada") });
  expect(linkedBetween(room.graph, index("$bob"), conflicted)).toBeUndefined();
  expect(linkedBetween(room.graph, index("$create"), conflicted)).toBeUndefined();
});
