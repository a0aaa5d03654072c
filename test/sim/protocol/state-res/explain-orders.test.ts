// Places and comparisons of events that may be far apart in their order.
import { expect, test } from "vitest";
import { dialect } from "../../../../sim/protocol/state-res/dialect.ts";
import { Orders } from "../../../../sim/protocol/state-res/explain-orders.ts";
import { resolve } from "../../../../sim/protocol/state-res/index.ts";
import { ada, bob, usualRoom } from "../room-builder.ts";
import { duel, statesOf, topicsUnderLevels, type Fork } from "./rooms.ts";

function ordersOf(fork: Fork) {
  const { graph } = fork.room;
  const orders = new Orders(graph, dialect("spec"));
  let length = 0;
  resolve(graph, statesOf(fork), {
    observe(step) {
      if (step.step === "power-order") orders.setPower(step);
      if (step.step === "mainline") length = step.events.length;
      if (step.step === "mainline-order") orders.setMainline(step, length);
    },
  });
  return {
    place: (id: string) => orders.place(fork.room.index(id)),
    compare: (a: string, b: string) => orders.compare(fork.room.index(a), fork.room.index(b)),
  };
}

test("places say in which order, where, and by what", () => {
  const { place } = ordersOf(topicsUnderLevels("11", { one: 7, two: 5 }));
  expect(place("$levels")).toMatchObject({
    pass: 1,
    place: 1,
    of: 3,
    power: 100,
    isPowerEvent: true,
  });
  expect(place("$topic-1")).toEqual({ pass: 2, place: 1, of: 3, mainline: 2, timestamp: 7 });
});

test("since 12 a creator's power is above all levels", () => {
  const { place } = ordersOf(topicsUnderLevels("12"));
  expect(place("$levels")).toMatchObject({ power: "above all levels" });
});

test("an event that was not replayed has no place", () => {
  const { place } = ordersOf(topicsUnderLevels("11"));
  expect(() => place("$create")).toThrow("$create was not replayed");
});

test("an ancestor came first because of that, also over several steps", () => {
  const { compare } = ordersOf(topicsUnderLevels("11"));
  const waited = { by: "auth chain", waitedFor: { id: "$levels" } };
  expect(compare("$levels", "$levels-3")).toMatchObject(waited);
});

test("a stronger event that came later was held up by something that it needs", () => {
  // By power alone cay's event (60) would come before bob's (50); it waits for her membership.
  const { compare } = ordersOf(duel("11"));
  const comparison = compare("$by-bob", "$by-cay");
  expect(comparison).toMatchObject({ by: "auth chain", waitedFor: { id: "$cay" } });
});

test("events of different passes are told apart by that", () => {
  const { compare } = ordersOf(topicsUnderLevels("11"));
  expect(compare("$levels", "$topic-1")).toEqual({ by: "pass" });
});

test("the mainline, timestamps and IDs decide in this order", () => {
  const epochs = ordersOf(topicsUnderLevels("11", { one: 7, two: 5 }));
  expect(epochs.compare("$topic-1", "$topic-2")).toEqual({ by: "mainline", values: ["2", "1"] });
  for (const [ts, by, values] of [
    [[5, 6], "timestamp", ["5", "6"]],
    [[5, 5], "event id", ["$a", "$b"]],
  ] as const) {
    const room = usualRoom("11");
    room.state("m.room.topic", {}, { id: "$a", ts: ts[0], prev: ["$cay"] });
    room.state("m.room.topic", {}, { id: "$b", ts: ts[1], prev: ["$cay"] });
    expect(ordersOf({ room, ends: ["$a", "$b"] }).compare("$a", "$b")).toEqual({ by, values });
  }
});

test("power decides between power events that do not stand on each other", () => {
  const room = usualRoom("11");
  room.state("m.room.join_rules", {}, { id: "$a", sender: bob, ts: 1, prev: ["$cay"] });
  room.state("m.room.join_rules", {}, { id: "$b", sender: ada, ts: 2, prev: ["$cay"] });
  const { compare } = ordersOf({ room, ends: ["$a", "$b"] });
  expect(compare("$b", "$a")).toEqual({ by: "power", values: ["100", "50"] });
});
