// What a server puts into a new event: prev events, auth events, depth, hash, signature.
import { expect, test } from "vitest";
import { choosePrevs, makeEvent } from "../../../../sim/server/send/make-event.ts";
import { a, ada, b, bob, cay, topic, Town } from "../harness.ts";

/** b.test has so many forward extremities, all on one event, the last ones the newest. */
function fan(count: number, policy = "synapse"): { town: Town; tips: number[] } {
  const town = new Town({ policy });
  town.found([bob, cay], { powers: { [bob]: 50 } });
  const prev = town.tips(a);
  const tips = Array.from({ length: count }, (_, n) =>
    town.forge({ sender: cay, type: "m.room.message", content: { n }, prev }),
  );
  town.push(2, b, ...tips);
  return { town, tips };
}

test.each([
  ["synapse", 10],
  ["minimal", 20],
])("%s takes at most %i extremities as prev events, the newest", (policy, most) => {
  const { town, tips } = fan(25, policy);
  const word = town.say(bob);
  expect([...town.room.graph.prevs(word)]).toEqual(tips.slice(-most).reverse());
  expect(town.tips(b)).toEqual([...tips.slice(0, 25 - most), word]);
  expect(town.room.contentProblem(word, true)).toBeUndefined();
  town.say(bob);
  town.say(bob);
  expect(town.tips(b)).toHaveLength(1);
});

test("deeper extremities come first", () => {
  const { town, tips } = fan(1);
  const [base] = town.room.graph.prevs(tips[0]);
  const deep = town.forge({ sender: cay, type: "m.room.message", prev: tips });
  const flat = town.forge({ sender: cay, type: "m.room.message", prev: [base] });
  town.push(2, b, deep, flat);
  expect(flat).toBeGreaterThan(deep);
  expect(choosePrevs(town.servers[b], town.replica(b))).toEqual([deep, flat]);
});

test("an event is one deeper than the deepest of its prev events", () => {
  const { town, tips } = fan(2);
  const deep = town.forge({ sender: cay, type: "m.room.message", prev: [tips[0]] });
  town.push(2, b, deep);
  const word = town.say(bob);
  expect(town.pdu(word).depth).toBe(Number(town.pdu(deep).depth) + 1);
});

test("auth events are chosen from the state that the prev events have together", () => {
  const town = new Town();
  town.found([bob, cay], { powers: { [bob]: 50 } });
  // Two branches: ada changes the levels, bob changes his own membership.
  const levels = town.do(ada, { kind: "levels", change: { events_default: 0, invite: 10 } });
  const content = { membership: "join", displayname: "Bob" };
  const rename = town.do(bob, { kind: "state", type: "m.room.member", key: bob, content });
  town.run();
  const word = town.say(bob);
  const { graph } = town.room;
  expect(new Set(graph.auths(word))).toEqual(new Set([graph.create, levels, rename]));
  expect(town.pdu(word).prev_events).toHaveLength(2);
});

test("since version 12 the create event is not among the auth events", () => {
  const town = new Town({ version: "12" });
  town.found([bob]);
  expect(town.room.graph.auths(town.say(bob))).not.toContain(town.room.graph.create);
});

test("where not all extremities fit, the state is the one over those that do", () => {
  const town = new Town({ change: { prevEventsMax: 1 } });
  town.found([bob, cay], { powers: { [bob]: 50 } });
  const prev = town.tips(a);
  const hidden = town.do(bob, topic("hidden"));
  const seen = town.forge({ sender: cay, type: "m.room.message", prev });
  town.push(2, b, seen);
  expect(choosePrevs(town.servers[b], town.replica(b))).toEqual([seen]);
  const made = makeEvent(town.servers[b], town.replica(b), {
    ...{ sender: bob, type: "m.room.message", content: {} },
  });
  if (!made.ok) throw new Error(made.verdict.detail);
  expect(town.stateAt(made.before, "m.room.topic")).toBe(-1);
  expect(town.current(b, "m.room.topic")).toBe(hidden);
});

test("a draft that the rules refuse is neither known nor sent nor written down", () => {
  const { town } = fan(1);
  const made = town.made.length;
  const known = town.known(b);
  const result = makeEvent(town.servers[b], town.replica(b), {
    ...{ sender: "@eve:b.test", type: "m.room.message", content: {} },
  });
  expect(result).toMatchObject({ ok: false, verdict: { rule: "5" } });
  expect([town.made.length, town.known(b), town.flights]).toEqual([made, known, []]);
});

test("a server takes what it has made at once, and tells every other server in the room", () => {
  const { town } = fan(1);
  const word = town.say(bob);
  expect(town.verdict(b, word)).toBe("accepted");
  expect(town.tips(b)).toEqual([word]);
  expect(town.flights.map(({ from, to }) => [from, to])).toEqual([
    [b, a],
    [b, 2],
  ]);
  expect(town.arrivals.at(-1)).toMatchObject({ server: b, event: word, via: 0 });
});

test("an event over the limits is refused to its maker, not sent for others to drop", () => {
  const { town } = fan(1);
  const draft = (body: string) => ({ sender: bob, type: "m.room.message", content: { body } });
  const make = (body: string) => makeEvent(town.servers[b], town.replica(b), draft(body));
  expect(make("x".repeat(60_000)).ok).toBe(true);
  const flights = town.flights.length;
  expect(make("x".repeat(70_000))).toMatchObject({ ok: false, verdict: { rule: "too-large" } });
  // Three bytes each in UTF-8: the limit counts bytes.
  expect(make("€".repeat(22_000))).toMatchObject({ ok: false, verdict: { rule: "too-large" } });
  const long = { ...draft("x"), type: "t".repeat(256) };
  expect(makeEvent(town.servers[b], town.replica(b), long)).toMatchObject({
    ...{ ok: false, verdict: { rule: "too-long" } },
  });
  expect(town.flights).toHaveLength(flights);
});
