// Policy servers, step by step on the wire: who asks whom, and what becomes of an event without the
// signature. d.test is the policy server, and signs nothing that holds the word "spam".
import { expect, test } from "vitest";
import type { JsonObject } from "../../../../sim/protocol/json.ts";
import type { Answer } from "../../../../sim/server/index.ts";
import { way } from "../../../../sim/server/verdict.ts";
import { settle } from "../../../../sim/server/settle/settle.ts";
import { eve, gate } from "../gate.ts";
import { a, ada, b, bob, c, cay, d, dan, topic, Town, type TownOptions } from "../harness.ts";

/** ada has named d.test as the room's policy server, and everybody knows. */
function guarded(options: TownOptions = {}): Town {
  const town = new Town({ servers: 4, ...options });
  town.found([bob, cay, dan], { powers: { [bob]: 50 } });
  town.servers[d].refusedWords = ["spam"];
  town.do(ada, { kind: "policy-server", via: d });
  town.run();
  return town;
}
const says = (body: string) => ({ kind: "message", body }) as const;
const kinds = (town: Town) => town.flights.map(({ kind }) => kind);
const signatures = (town: Town, event: number) => Object.keys(town.pdu(event).signatures ?? {});

test("the event that names a policy server needs no signature of it", () => {
  const town = guarded();
  const named = town.current(c, "m.room.policy");
  expect(town.verdict(c, named)).toBe("accepted");
  expect(signatures(town, named)).toEqual(["a.test"]);
  // Nor does one that names another.
  const deed = town.begin(ada, { kind: "policy-server", via: c });
  expect(deed.result?.result).toBe("ok");
  expect(kinds(town)).not.toContain("sign");
});

test("an event is sent once the policy server has signed it, and nobody asks again", () => {
  const town = guarded();
  const deed = town.begin(bob, says("hello"));
  expect([deed.result, kinds(town)]).toEqual([undefined, ["sign"]]);
  expect(town.flights[0]).toMatchObject({ from: b, to: d });
  town.run({ kind: "sign" });
  expect(deed.result).toMatchObject({ result: "ok" });
  const { event } = deed.result as { event: number };
  expect(signatures(town, event).sort()).toEqual(["b.test", "d.test"]);
  expect(new Set(kinds(town))).toEqual(new Set(["send"]));
  town.run();
  expect([a, c, d].map((server) => town.verdict(server, event))).toEqual(Array(3).fill("accepted"));
});

test.each<[string, (town: Town) => void, RegExp]>([
  ["it refuses", (town) => town.run({ kind: "sign" }), /d\.test does not sign it: M_FORBIDDEN/],
  ["it does not answer", (town) => town.lose({ kind: "sign" }), /NO_ANSWER/],
])("where %s the user gets an error, and nothing is sent", (_, fate, why) => {
  const town = guarded();
  const made = town.made.length;
  const deed = town.begin(bob, says("cheap SPAM"));
  fate(town);
  expect(deed.result).toMatchObject({ result: "refused", why: expect.stringMatching(why) });
  expect([town.made.length, town.flights]).toEqual([made, []]);
});

test("what the rules refuse is not shown to the policy server", () => {
  const town = guarded();
  expect(town.try(cay, topic("mine")).result).toBe("refused");
  expect(town.flights).toEqual([]);
});

test("its own users' events it signs itself, or refuses itself", () => {
  const town = guarded();
  const event = town.say(dan, "fine");
  expect(signatures(town, event)).toEqual(["d.test"]);
  expect(town.try(dan, says("spam"))).toMatchObject({ result: "refused" });
});

/** bob's server does without; what it has made goes to c.test alone. */
function evaded(body: string, options?: TownOptions): { town: Town; event: number } {
  const town = guarded(options);
  town.servers[b].lies = { skipsPolicyServer: true };
  const event = town.say(bob, body);
  town.take();
  town.push(b, c, event);
  return { town, event };
}

test("who gets an event without the signature asks for it, and then takes the event", () => {
  const { town, event } = evaded("hello");
  expect(town.verdict(c, event)).toBe("unknown");
  expect(town.flying()).toMatchObject([{ from: c, to: d, kind: "sign" }]);
  town.run();
  expect(town.verdict(c, event)).toBe("accepted");
  const told = town.arrivals.filter(({ policySignature }) => policySignature !== undefined);
  expect(told).toMatchObject([{ server: c, event }]);
});

test("each server asks for itself, also where another like it has been told already", () => {
  const town = guarded();
  town.servers[b].lies = { skipsPolicyServer: true };
  const event = town.say(bob, "hello");
  town.take();
  // The policy server has nobody to ask.
  for (const server of [d, c, a]) town.push(b, server, event);
  expect(town.flying().map(({ from, kind }) => [from, kind])).toEqual([
    [c, "sign"],
    [a, "sign"],
  ]);
  town.run({ from: c });
  town.lose();
  expect([d, c, a].map((server) => town.verdict(server, event))).toEqual([
    "accepted",
    "accepted",
    "soft-failed",
  ]);
});

test("no server takes over what another like it came to: each is owed an answer of its own", () => {
  const town = guarded();
  town.begin(bob, says("first"));
  town.run();
  expect(town.replica(a).standing).toBe(town.replica(c).standing);
  town.servers[b].lies = { skipsPolicyServer: true };
  const event = town.say(bob, "second");
  town.take();
  town.push(b, c, event);
  town.run();
  expect(town.verdict(c, event)).toBe("accepted");
  // a.test still stands where c.test did, and a run hands over whatever is ready at hand.
  expect(town.room.receipts.take(event, a, town.recorder)).toBe(false);
  expect(town.verdict(a, event)).toBe("unknown");
});

test("where another policy server is named while one is asked, that one is asked as well", () => {
  const { town, event } = evaded("spam");
  const [question] = town.take({ kind: "sign" });
  // Whoever is the new one would sign it.
  town.servers[b].refusedWords = [];
  const named = town.forge({
    ...{ sender: ada, type: "m.room.policy", stateKey: "", prev: town.tips(c) },
    content: { via: "b.test", public_keys: { ed25519: "key 1 of b.test" } },
  });
  settle(town.servers[c], town.replica(c), { event: named, via: way.own, reported: -1 });
  town.deliver(question);
  expect(town.flying({ kind: "sign" })).toMatchObject([{ from: c, to: b }]);
  town.run();
  expect(town.verdict(c, event)).toBe("accepted");
  const arrival = town.arrivals.findLast((one) => one.server === c && one.event === event);
  expect(arrival?.policySignature).toBeTypeOf("string");
});

test.each<[string, string, (town: Town) => void]>([
  ["the policy server refuses", "spam", (town) => town.run()],
  ["nobody answers", "hello", (town) => town.lose({ kind: "sign" })],
  ["the key is another by now", "hello", (town) => ((town.policyKey = "key 2"), town.run())],
  [
    "the server signs for nobody",
    "hello",
    (town) => ((town.servers[d].refusedWords = undefined), town.run()),
  ],
])("where %s the event soft-fails by check 7, and is no extremity", (_, body, fate) => {
  const { town, event } = evaded(body);
  const tips = town.tips(c);
  fate(town);
  expect([town.verdict(c, event), town.why(c, event)]).toEqual(["soft-failed", "7: policy-server"]);
  expect(town.tips(c)).toEqual(tips);
});

test("a signature that does not fit the key in the room's state is none", () => {
  const town = guarded();
  town.policyKey = "key 2";
  const deed = town.begin(bob, says("hello"));
  town.run();
  expect(deed.result).toMatchObject({
    result: "refused",
    why: expect.stringContaining("does not fit"),
  });
  // Once the room names the new key, all is well again.
  town.do(ada, { kind: "policy-server", via: d });
  town.run();
  const again = town.begin(bob, says("hello"));
  town.run();
  expect(again.result?.result).toBe("ok");
});

test("what comes while a signature is awaited waits behind it, in order", () => {
  const { town, event } = evaded("first");
  const next = town.say(bob, "second");
  town.take({ kind: "send" });
  town.push(b, c, next);
  expect(town.verdict(c, next)).toBe("unknown");
  town.run();
  const order = town.arrivals.filter(({ server }) => server === c).map((one) => one.event);
  expect(order.slice(-2)).toEqual([event, next]);
});

test("a crash forgets the question, and the event is asked about anew", () => {
  const { town, event } = evaded("hello");
  town.take();
  town.servers[c].crash();
  town.servers[c].restart();
  expect(kinds(town)).toEqual(["sign"]);
  town.run();
  expect(town.verdict(c, event)).toBe("accepted");
});

test("a room uses none once none of its users is in the room", () => {
  const town = guarded();
  town.do(dan, { kind: "leave" });
  town.run();
  const event = town.say(bob, "spam");
  town.run();
  expect(town.verdict(c, event)).toBe("accepted");
});

test.each<[string, JsonObject]>([
  ["no key", { via: "d.test" }],
  ["no server", { public_keys: { ed25519: "key 1 of d.test" } }],
  ["a server that nobody knows", { via: "e.test", public_keys: { ed25519: "x" } }],
])("a room uses none where the state names %s", (_, content) => {
  const town = guarded();
  town.do(ada, { kind: "state", type: "m.room.policy", key: "", content });
  town.run();
  const event = town.say(bob, "spam");
  town.run();
  expect(town.verdict(c, event)).toBe("accepted");
});

test("by the policy of an old server nobody is asked, neither for what is sent nor for what comes", () => {
  const { town, event } = evaded("spam", { policy: "synapse-1.15" });
  expect([kinds(town), town.verdict(c, event)]).toEqual([[], "accepted"]);
});

test("events with that type and another state key are checked like all others", () => {
  const town = guarded();
  const deed = town.begin(ada, { kind: "state", type: "m.room.policy", key: "x", content: {} });
  expect([deed.result, kinds(town)]).toEqual([undefined, ["sign"]]);
});

test("/sign of a server that is no policy server is not recognised", () => {
  const town = guarded();
  const pdu = town.pdu(town.current(a, "m.room.create"));
  const answer: Answer = town.request(b, c, { room: town.room, kind: "sign", pdu });
  expect(answer).toMatchObject({ ok: false, errcode: "M_UNRECOGNIZED" });
});

// Memberships: who comes in through another server cannot ask, so that server does.

const [e, joinThroughB] = [4, { kind: "join", via: b } as const];

test("a join is shown to the policy server by the server through which it comes, and then sent on", () => {
  const town = gate();
  const deed = town.begin(eve, joinThroughB);
  town.run({ kind: "make_join" });
  town.run({ kind: "send_join" });
  expect(town.flights.map(({ from, to, kind }) => [from, to, kind])).toEqual([[b, d, "sign"]]);
  expect(deed.result).toBeUndefined();
  town.run({ kind: "sign" });
  const { event } = deed.result as { event: number };
  expect(signatures(town, event).sort()).toEqual(["d.test", "e.test"]);
  // So nobody who gets it has to ask.
  expect(new Set(kinds(town))).toEqual(new Set(["send"]));
  town.run();
  for (const server of [a, b, d, e]) {
    expect([town.verdict(server, event), town.membership(server, eve)]).toEqual([
      "accepted",
      "join",
    ]);
  }
});

test.each<[string, (town: Town) => void, RegExp]>([
  ["it refuses", (town) => (town.servers[d].refusedWords = ["join"]), /taken for spam/],
  ["it does not answer", (town) => town.lose({ kind: "sign" }), /NO_ANSWER/],
])("where %s the join is refused, and nobody hears of it", (_, fate, why) => {
  const town = gate();
  const made = town.made.length;
  const deed = town.begin(eve, joinThroughB);
  town.run({ kind: "make_join" });
  town.run({ kind: "send_join" });
  fate(town);
  town.run({ kind: "sign" });
  expect(deed.result).toMatchObject({ result: "failed", why: expect.stringMatching(why) });
  expect([town.made.length, town.flights]).toEqual([made, []]);
});

test("a join that the rules refuse is not shown to the policy server", () => {
  const town = gate();
  const deed = town.begin(eve, joinThroughB);
  town.run({ kind: "make_join" });
  town.do(ada, { kind: "ban", target: eve });
  town.run({ kind: "sign" });
  town.run({ kind: "send" });
  town.run({ kind: "sign" });
  town.run({ kind: "send_join" });
  expect(deed.result).toMatchObject({ result: "failed" });
  expect(kinds(town)).not.toContain("sign");
});

test("a server that crashes while it asks answers nobody", () => {
  const town = gate();
  const deed = town.begin(eve, joinThroughB);
  town.run({ kind: "make_join" });
  town.run({ kind: "send_join" });
  town.servers[b].crash();
  expect([deed.result, town.membership(b, eve)]).toEqual([undefined, undefined]);
});

test("a signature is waited for as long as the policy says, and comes too late after that", () => {
  const { town, event } = evaded("hello");
  const [question] = town.take({ kind: "sign" });
  town.pass(29_999);
  expect(town.verdict(c, event)).toBe("unknown");
  town.pass(1);
  expect(town.verdict(c, event)).toBe("soft-failed");
  town.deliver(question);
  expect(town.verdict(c, event)).toBe("soft-failed");
});
