// Explanations as data: on small histories by hand, on random rooms against the resolution.
import { expect, test } from "vitest";
import { RoomGraph } from "../../../../sim/protocol/room-graph.ts";
import { RoomStates } from "../../../../sim/protocol/room-states.ts";
import { explainResolution, type Explanation } from "../../../../sim/protocol/state-res/explain.ts";
import { dialects, resolve } from "../../../../sim/protocol/state-res/index.ts";
import { randomRoom } from "../../../reference/random-room.ts";
import { bob, usualLevels, usualRoom, versions } from "../room-builder.ts";
import { banAgainstTopic, statesOf, topicsUnderLevels } from "./rooms.ts";

const keyOf = ({ keys }: Explanation, type: string, stateKey = "") =>
  keys.find((key) => key.type === type && key.stateKey === stateKey)!;

test("a loser is refused by a rule, and the state event that decided is named", () => {
  const fork = banAgainstTopic("11");
  const explanation = explainResolution(fork.room.graph, statesOf(fork));
  expect(explanation).toMatchObject({
    algorithm: "v2",
    dialect: "spec",
    labels: ["state 1", "state 2"],
  });
  const topic = keyOf(explanation, "m.room.topic");
  expect(topic).toMatchObject({ conflicted: true, winner: null, said: [null, { id: "$topic" }] });
  expect(topic.replayed).toHaveLength(1);
  expect(topic.replayed[0]).toMatchObject({
    event: { id: "$topic" },
    because: { kind: "conflicted" },
    outcome: {
      kind: "refused",
      verdict: { rule: "5" },
      decidedBy: { type: "m.room.member", stateKey: bob, event: { id: "$ban" }, foundIn: "state" },
    },
  });
});

test("a winner replaces what was replayed before it", () => {
  const fork = banAgainstTopic("12");
  const member = keyOf(explainResolution(fork.room.graph, statesOf(fork)), "m.room.member", bob);
  expect(member.winner).toMatchObject({ id: "$ban" });
  expect(member.replayed.map(({ event, outcome }) => [event.id, outcome.kind])).toEqual([
    ["$bob", "replaced"],
    ["$ban", "stays"],
  ]);
  expect(member.replayed[1].after).toMatchObject({ by: "auth chain", rival: { id: "$bob" } });
});

test("an event of the auth difference says in whose chains it is", () => {
  const fork = topicsUnderLevels("11");
  const labels = ["here", "there"];
  const explanation = explainResolution(fork.room.graph, statesOf(fork), { labels });
  const levels = keyOf(explanation, "m.room.power_levels");
  const between = levels.replayed.find(({ event }) => event.id === "$levels-2")!;
  expect(between.because).toEqual({ kind: "auth-difference", inChainsOf: ["here"] });
});

test("since v2.1 an event between two conflicted ones says between which", () => {
  const room = usualRoom("12");
  const levels = (x: number) => ({ ...usualLevels("12"), events: { x } });
  for (const n of [1, 2, 3]) room.state("m.room.power_levels", levels(n), { id: `$l${n}` });
  const now = room.after("$l3");
  // A stale state that holds the first levels, and both chains hold the second.
  const name = room.state("m.room.name", {}, { auth: ["$l2", "$ada"], id: "$name" });
  const [one, other] = [now, room.graph.apply(now, room.index("$l1"))].map((state) =>
    room.graph.apply(state, room.index(name)),
  );
  const explanation = explainResolution(room.graph, [one, other]);
  const between = keyOf(explanation, "m.room.power_levels").replayed.find(
    ({ event }) => event.id === "$l2",
  )!;
  expect(between.because).toMatchObject({
    kind: "subgraph",
    from: { id: "$l3" },
    to: { id: "$l1" },
  });
});

test("what all states agree on is put back over a replayed rival", () => {
  // Both states hold the topic of ada; bob's later one stands under a conflicted event only.
  const room = usualRoom("11");
  const open = { ...usualLevels("11"), events: { "m.room.third_party_invite": 0 } };
  room.state("m.room.power_levels", open);
  room.member(bob, "join", { id: "$again" });
  const topic = room.state("m.room.topic", {}, { sender: bob, id: "$topic" });
  const after = room.after(topic);
  const old = room.graph.apply(after, room.index("$bob"));
  // Two states that share `$bob`, though the topic of one stands on `$again`.
  const other = room.graph.states.set(old, room.graph.slotOf("m.room.topic", ""), -1);
  const explanation = explainResolution(room.graph, [old, other]);
  const member = keyOf(explanation, "m.room.member", bob);
  expect(member).toMatchObject({ conflicted: false, winner: { id: "$bob" } });
  expect(member.replayed.at(-1)).toMatchObject({
    event: { id: "$again" },
    outcome: { kind: "overridden", by: { id: "$bob" } },
  });
});

test("a key that neither state nor auth events hold is named as missing", () => {
  const room = usualRoom("11");
  const topic = (sender: string) =>
    room.state("m.room.topic", {}, { sender, auth: ["$create", "$levels"], prev: ["$cay"] });
  const stranger = topic("@eve:a.test");
  const states = [room.after("$cay"), room.graph.apply(room.after("$cay"), room.index(stranger))];
  const [replayed] = keyOf(explainResolution(room.graph, states), "m.room.topic").replayed;
  expect(replayed.outcome).toMatchObject({
    kind: "refused",
    decidedBy: { type: "m.room.member", stateKey: "@eve:a.test", event: null, foundIn: "nowhere" },
  });
});

test("a refusal by the list of auth events names no state event", () => {
  const room = usualRoom("11");
  const bad = room.state("m.room.topic", {}, { auth: ["$create", "$levels", "$ada", "$bob"] });
  const states = [room.after("$cay"), room.graph.apply(room.after("$cay"), room.index(bad))];
  const [replayed] = keyOf(explainResolution(room.graph, states), "m.room.topic").replayed;
  expect(replayed.outcome).toMatchObject({ kind: "refused", verdict: { rule: "2.2" } });
  expect(replayed.outcome).not.toHaveProperty("decidedBy");
});

test("states that agree leave nothing to explain", () => {
  const room = usualRoom("12");
  const state = room.after("$cay");
  const explanation = explainResolution(room.graph, [state, state]);
  expect(explanation.keys).toEqual([]);
  expect(explanation.result).toEqual(room.graph.stateIds(state));
});

test("explanations survive JSON", () => {
  for (const version of versions) {
    const fork = topicsUnderLevels(version);
    const explanation = explainResolution(fork.room.graph, statesOf(fork));
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
  }
});

/** What must hold of every explanation, whatever the room. */
function checkExplanation(explanation: Explanation, result: readonly string[]): void {
  expect(explanation.result).toEqual(result);
  let replayed = 0;
  for (const key of explanation.keys) {
    const standing = key.replayed.filter(({ outcome }) => outcome.kind === "stays");
    expect(standing.length).toBeLessThanOrEqual(1);
    if (standing.length === 1) expect(standing[0].event).toEqual(key.winner);
    if (key.conflicted && key.winner !== null) expect(standing).toHaveLength(1);
    if (key.winner !== null) expect(result).toContain(key.winner.id);
    const held = explanation.dialect === "gomatrixserverlib" && explanation.algorithm !== "v1";
    const said = key.said.filter((event) => event !== null || !held);
    const conflict = said.some((event) => event?.id !== said[0]?.id);
    expect(key.conflicted).toBe(conflict);
    for (const [n, way] of key.replayed.entries()) {
      expect(way.after === undefined).toBe(n === 0);
      if (way.because.kind !== "auth-difference") continue;
      expect(way.because.inChainsOf.length).toBeGreaterThan(0);
      expect(way.because.inChainsOf.length).toBeLessThan(explanation.labels.length);
    }
    replayed += key.replayed.length;
  }
  expect(replayed).toBe(explanation.counts.authChecks);
}

test.each(versions)("on random rooms the reasons fit the resolution (version %s)", (version) => {
  let explained = 0;
  for (let seed = 0; seed < 150; seed++) {
    const source = randomRoom({ seed, version, hearsay: true });
    const room = RoomGraph.of(version, source.events);
    const states = source.stateSets.map((ids) => room.stateOf(ids.map((id) => room.indexOf(id))));
    for (const dialect of dialects.keys()) {
      const known = new RoomStates(room, { dialect });
      for (const { id } of source.events) known.before(room.indexOf(id));
      const { rejected } = known;
      const result = resolve(room, states, { dialect, rejected });
      const explanation = explainResolution(room, states, { dialect, rejected });
      checkExplanation(explanation, room.stateIds(result));
      explained += explanation.keys.length;
    }
  }
  expect(explained).toBeGreaterThan(500);
});

test("states without a label are numbered", () => {
  const fork = banAgainstTopic("11");
  const { labels } = explainResolution(fork.room.graph, statesOf(fork), { labels: ["one"] });
  expect(labels).toEqual(["one", "state 2"]);
});
