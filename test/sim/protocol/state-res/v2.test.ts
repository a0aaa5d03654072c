// The whole algorithm on small histories whose outcome can be told by hand.
import { expect, test } from "vitest";
import { resolve, type ResolutionStep } from "../../../../sim/protocol/state-res/index.ts";
import { noCounts } from "../../../../sim/protocol/state-res/observe.ts";
import { ada, bob, cay, usualLevels, usualRoom, versions } from "../room-builder.ts";
import { banAgainstTopic, duel, statesOf, topicsUnderLevels } from "./rooms.ts";

test.each(versions)("a ban undoes what the banned user set meanwhile (version %s)", (version) => {
  const fork = banAgainstTopic(version);
  const merged = resolve(fork.room.graph, statesOf(fork));
  expect(fork.room.at(merged, "m.room.member", bob)).toBe("$ban");
  expect(fork.room.at(merged, "m.room.topic")).toBeUndefined();
  expect(fork.room.at(merged, "m.room.name")).toBeUndefined();
});

test.each(versions)(
  "of two changes of power the stronger sender's comes first (version %s)",
  (version) => {
    const fork = duel(version);
    const merged = resolve(fork.room.graph, statesOf(fork));
    // cay (60) goes before bob (50) though later by the clock, and leaves him with nothing to change.
    expect(fork.room.at(merged, "m.room.power_levels")).toBe("$by-cay");
  },
);

test.each(versions)(
  "a topic of a later epoch of power wins over a later clock (version %s)",
  (version) => {
    const fork = topicsUnderLevels(version, { one: 9e9, two: 5 });
    const merged = resolve(fork.room.graph, statesOf(fork));
    expect(fork.room.at(merged, "m.room.topic")).toBe("$topic-2");
  },
);

test.each(versions)(
  "in one epoch the later topic wins, and at one time the greater ID (version %s)",
  (version) => {
    for (const [ts, winner] of [
      [[5, 6], "$a"],
      [[6, 5], "$b"],
      [[5, 5], "$b"],
    ] as const) {
      const room = usualRoom(version);
      const topic = (id: string, at: number) =>
        room.after(room.state("m.room.topic", {}, { id, ts: at, prev: ["$cay"] }));
      const states = [topic("$b", ts[0]), topic("$a", ts[1])];
      expect(room.at(resolve(room.graph, states), "m.room.topic")).toBe(winner);
    }
  },
);

test.each(versions)(
  "what never conflicted stays, whatever was replayed (version %s)",
  (version) => {
    const fork = banAgainstTopic(version);
    const merged = resolve(fork.room.graph, statesOf(fork));
    for (const [type, key, id] of [
      ["m.room.create", "", "$create"],
      ["m.room.power_levels", "", "$levels"],
      ["m.room.join_rules", "", "$rules"],
      ["m.room.member", cay, "$cay"],
    ]) {
      expect(fork.room.at(merged, type, key)).toBe(id);
    }
  },
);

test("an observer changes nothing and sees the steps in the order of the specification", () => {
  for (const version of versions) {
    const fork = banAgainstTopic(version);
    const steps: ResolutionStep[] = [];
    const observed = resolve(fork.room.graph, statesOf(fork), { observe: (s) => steps.push(s) });
    expect(observed).toBe(resolve(fork.room.graph, statesOf(fork)));
    const order = steps.map(({ step }) => step).filter((step) => step !== "auth-check");
    const subgraph = version === "12" ? ["conflicted-subgraph"] : [];
    expect(order).toEqual([
      "split",
      "auth-difference",
      ...subgraph,
      "power-order",
      "mainline",
      "mainline-order",
      "unconflicted",
    ]);
    const last = steps.at(-1);
    expect(last).toMatchObject({ step: "unconflicted", result: observed });
  }
});

test("counts tell how much work it was", () => {
  const fork = banAgainstTopic("11");
  const counts = noCounts();
  const steps: ResolutionStep[] = [];
  resolve(fork.room.graph, statesOf(fork), { counts, observe: (step) => steps.push(step) });
  // bob's membership, his ban, his topic and name conflict; nothing else is replayed.
  expect(counts).toMatchObject({ conflicted: 4, subgraph: 0 });
  const checks = steps.filter(({ step }) => step === "auth-check");
  expect(counts.authChecks).toBe(checks.length);
  expect(counts.replayed).toBe(checks.length - counts.conflicted);
});

/**
 * MSC4297's first problem: an outdated join rules event is in one state only, and its sender has
 * left in both. v2 judges it in the shared state, where the sender is gone, and so loses the join
 * rules altogether; v2.1 starts from nothing and keeps them.
 */
test("v2 can lose a key that both states hold; v2.1 does not", () => {
  const rulesAfter = (version: string) => {
    const room = usualRoom(version);
    const again = { users: { ...(usualLevels(version).users as object), [cay]: 100 } };
    const raise = version === "12" ? { users: { [bob]: 50, [cay]: 100 } } : again;
    room.state("m.room.power_levels", { ...usualLevels(version), ...raise }, { id: "$raise" });
    room.state("m.room.join_rules", { join_rule: "invite" }, { id: "$first", sender: cay });
    room.state("m.room.join_rules", { join_rule: "public" }, { id: "$second", sender: cay });
    const left = room.member(cay, "leave", { id: "$left" });
    const now = room.after(left);
    const stale = room.graph.apply(now, room.index("$first"));
    return room.at(resolve(room.graph, [now, stale]), "m.room.join_rules");
  };
  expect(rulesAfter("11")).toBeUndefined();
  expect(rulesAfter("12")).toBe("$second");
});

test("the order and repetition of the states do not matter", () => {
  const room = usualRoom("12");
  const tips = [ada, bob].map((sender, n) =>
    room.state("m.room.topic", {}, { sender, id: `$t${n}`, prev: ["$cay"] }),
  );
  tips.push(room.member(bob, "leave", { by: ada, prev: ["$cay"] }));
  const [a, b, c] = tips.map((tip) => room.after(tip));
  const merged = resolve(room.graph, [a, b, c]);
  for (const states of [
    [c, b, a],
    [b, a, c, b],
    [c, a, b, a, c],
  ]) {
    expect(resolve(room.graph, states)).toBe(merged);
  }
  expect(resolve(room.graph, [a])).toBe(a);
  expect(resolve(room.graph, [a, a])).toBe(a);
  expect(resolve(room.graph, [])).toBe(0);
});
