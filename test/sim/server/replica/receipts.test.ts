// Receipts against the checks themselves: whoever takes a receipt must stand where the checks would
// have brought it. A run in which nobody takes any is the twin.
import { afterEach, expect, test, vi } from "vitest";
import { run, swarmPlan } from "../../../../sim/run/index.ts";
import type { EventIndex } from "../../../../sim/protocol/room-graph.ts";
import { verdict, way } from "../../../../sim/server/index.ts";
import { Receipts } from "../../../../sim/server/replica/receipts.ts";
import { a, ada, b, bob, c, cay, d, dan, ben, topic, Town } from "../harness.ts";

afterEach(() => vi.restoreAllMocks());

/** Four servers in one room; bob may do what moderators may. */
function fourServers(options: { policy?: string; remember?: boolean } = {}): Town {
  const town = new Town({ servers: 4, ...options });
  town.found([bob, cay, dan], { powers: { [bob]: 50 } });
  return town;
}

/** True if the server could take a receipt, and then it stands where the checks brought `model`. */
function takes(town: Town, server: number, event: EventIndex, model: number): boolean {
  const { room } = town;
  const before = town.arrivals.length;
  if (!room.receipts.take(event, server, town.recorder)) {
    expect(town.arrivals.length).toBe(before);
    return false;
  }
  expect(town.arrivals.at(-1)).toMatchObject({ server, event, verdict: verdict.accepted });
  expect(town.replica(server).verdictOf(event)).toBe(verdict.accepted);
  expect(room.standings.of[server]).toBe(room.standings.of[model]);
  expect(town.tips(server)).toEqual(town.tips(model));
  expect(town.replica(server).current).toBe(town.replica(model).current);
  return true;
}

/** Both have heard of each other: who never received anything may be unlike others for all one knows. */
function greet(town: Town): void {
  const [one, two] = [town.say(ada), town.say(bob)];
  for (const server of [b, c, d]) town.push(a, server, one);
  for (const server of [a, c, d]) town.push(b, server, two);
  const three = town.say(ada, "we are here");
  for (const server of [b, c, d]) town.push(a, server, three);
}

test("what a server made, or accepted, others that stand where it stood take", () => {
  const town = fourServers();
  greet(town);
  for (const user of [ada, bob]) {
    const event = user === ada ? town.say(ada) : town.do(bob, topic("tea"));
    const [from, other] = user === ada ? [a, b] : [b, a];
    town.push(from, c, event);
    expect(town.arrivals.at(-1)).toMatchObject({ server: c, event, via: way.send });
    expect(takes(town, d, event, c)).toBe(true);
    expect(takes(town, other, event, from)).toBe(true);
  }
  // Who stands where nobody stood works it out, and others take that.
  const [one, two] = [town.say(ada), town.do(bob, topic("coffee"))];
  expect([c, d].map((server) => takes(town, server, one, a))).toEqual([true, true]);
  expect(takes(town, c, two, c)).toBe(false);
  town.push(b, c, two);
  expect(takes(town, d, two, c)).toBe(true);
});

test("an event that others will not take in as it is leaves no receipt at its maker", () => {
  const town = fourServers();
  greet(town);
  town.servers[a].lies = { spoil: (pdu) => ({ ...pdu, content: { body: "what nobody said" } }) };
  const spoilt = town.say(ada);
  expect(takes(town, c, spoilt, a)).toBe(false);
  town.push(a, c, spoilt);
  expect(town.replica(c).isRedacted(spoilt)).toBe(true);
});

test("who stands elsewhere, lacks a prev event, or waits for an answer works it out", () => {
  const town = fourServers();
  const [one, two] = [town.say(ada), town.say(ada, "again")];
  town.push(a, b, one, two);
  // c has not heard the first.
  expect(takes(town, c, two, b)).toBe(false);
  town.push(a, c, two);
  expect(town.replica(c).waiting).toBeDefined();
  town.push(a, d, one);
  // c stands where b stood, but waits for what lies between.
  expect(takes(town, c, one, b)).toBe(false);
  expect(takes(town, d, two, b)).toBe(true);
});

test("a server whose users come or go with an event looks for itself", () => {
  const town = fourServers();
  const kick = town.do(ada, { kind: "kick", target: dan });
  town.push(a, b, kick);
  expect(takes(town, d, kick, b)).toBe(false);
  expect(takes(town, c, kick, b)).toBe(true);
  town.push(a, d, kick);
  expect([c, d].map((server) => town.replica(server).joined)).toEqual([true, false]);
});

test("a server of another policy, or one that judges by itself, takes nothing", () => {
  const town = fourServers();
  const event = town.say(ada);
  town.push(a, b, event);
  town.servers[c].policy = { ...town.servers[c].policy, prevEventsMax: 3 };
  town.replica(d).divergent = true;
  expect([c, d].map((server) => takes(town, server, event, b))).toEqual([false, false]);
});

test("an event that was accepted is nothing new, and arrives no second time", () => {
  const town = fourServers();
  const event = town.say(ada);
  town.push(a, b, event);
  town.push(a, c, event);
  const { length } = town.arrivals;
  for (const server of [a, b, c]) {
    expect(town.room.receipts.take(event, server, town.recorder)).toBe(true);
  }
  expect(town.arrivals).toHaveLength(length);
});

test("what fills a gap is taken by a server that is busy with it, what comes by the wire is not", () => {
  const town = fourServers();
  const event = town.say(ada);
  town.push(a, b, event);
  const { receipts } = town.room;
  town.servers[c].offer(town.replica(c), {
    ...{ event, via: way.missing, from: a, askedMissing: true },
  });
  town.replica(d).waiting = "join";
  expect(receipts.take(event, d, town.recorder)).toBe(false);
  expect(receipts.take(event, d, town.recorder, way.missing)).toBe(true);
  expect(town.arrivals.at(-1)).toMatchObject({ server: d, event, via: way.missing });
  expect(town.tips(d)).toEqual([event]);
});

test("an event that is known as an outlier, or that is a gap, has to be worked out", () => {
  const town = fourServers();
  const event = town.say(ada);
  town.push(a, b, event);
  town.replica(c).setVerdict(event, verdict.outlier);
  town.replica(d).addGap(event);
  expect([c, d].map((server) => takes(town, server, event, b))).toEqual([false, false]);
});

test("what is not accepted leaves no receipt", () => {
  const town = fourServers({ policy: "minimal" });
  const ban = town.do(ada, { kind: "ban", target: ben });
  const word = town.forge({ sender: ben, type: "m.room.message", prev: town.tips(c) });
  for (const server of [b, c, d]) town.push(a, server, ban);
  town.push(b, c, word);
  expect(town.verdict(c, word)).not.toBe("accepted");
  expect(takes(town, d, word, c)).toBe(false);
});

test("without memory nobody takes anything", () => {
  const town = fourServers({ remember: false });
  const event = town.say(ada);
  town.push(a, b, event);
  expect(takes(town, c, event, b)).toBe(false);
});

test("runs with and without receipts write the same trace, record by record", () => {
  const { take } = Receipts.prototype;
  let taken = 0;
  let asked = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const plan = { ...swarmPlan({ seed: String(seed) }), trace: "full" as const, checks: [] };
    vi.spyOn(Receipts.prototype, "take").mockImplementation(function (this: Receipts, ...all) {
      const done = take.call(this, ...all);
      asked++;
      if (done) taken++;
      return done;
    });
    const fast = run(plan);
    vi.spyOn(Receipts.prototype, "take").mockReturnValue(false);
    const plain = run(plan);
    expect(fast.hash).toBe(plain.hash);
    expect(fast.records).toEqual(plain.records);
    vi.restoreAllMocks();
  }
  // Otherwise the comparison says nothing.
  expect(taken).toBeGreaterThan(asked / 4);
});
