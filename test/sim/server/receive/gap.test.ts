// What a server does about events that stand on what it lacks, step by step on the wire.
import { expect, test } from "vitest";
import { way } from "../../../../sim/server/index.ts";
import { takeOutliers } from "../../../../sim/server/settle/outliers.ts";
import { a, ada, b, bob, c, cay, d, dan, topic, Town, type TownOptions } from "../harness.ts";

/** ada and bob talk while c.test hears nothing: answers the events that it misses. */
function deaf(count: number, options: TownOptions = {}): { town: Town; missed: number[] } {
  const town = new Town(options);
  town.found([bob, cay], { powers: { [bob]: 50 } });
  const missed: number[] = [];
  for (let n = 0; n < count; n++) {
    missed.push(town.say(ada, `word ${n}`));
    town.take({ to: c });
    town.run();
  }
  return { town, missed };
}

/** The newest event reaches c.test, which goes on by itself as far as the wire lets it. */
function push(town: Town, event: number): void {
  town.push(a, c, event);
}

const kinds = (town: Town) => town.flights.map((flight) => flight.kind);

test("a gap is filled by get_missing_events, oldest first, and then the newest event", () => {
  const { town, missed } = deaf(5);
  push(town, missed[4]);
  expect(kinds(town)).toEqual(["get_missing_events"]);
  const [{ request }] = town.flying();
  expect(request).toMatchObject({ latest: [missed[4]], limit: 10 });
  expect(request).toMatchObject({ earliest: town.tips(c) });
  town.run();
  expect(town.arrivals.filter(({ server }) => server === c).map(({ event }) => event)).toEqual(
    missed,
  );
  expect(town.tips(c)).toEqual([missed[4]]);
  expect(town.replica(c).gaps.size).toBe(0);
});

test("the inbox of a room waits while a gap is filled, and then goes on in order", () => {
  const { town, missed } = deaf(3);
  push(town, missed[2]);
  const next = town.say(ada, "more");
  town.take({ to: c });
  push(town, next);
  expect(town.verdict(c, next)).toBe("unknown");
  town.run();
  const order = town.arrivals.filter(({ server }) => server === c).map(({ event }) => event);
  expect(order).toEqual([...missed, next]);
});

test("ten missing events are filled in full, an eleventh is bridged by a reported state", () => {
  const ten = deaf(11);
  push(ten.town, ten.missed[10]);
  ten.town.run();
  expect(ten.missed.map((event) => ten.town.verdict(c, event))).toEqual(
    ten.missed.map(() => "accepted"),
  );
  const { town, missed } = deaf(12);
  push(town, missed[11]);
  town.run({ kind: "get_missing_events" });
  expect(kinds(town)).toEqual(["state_ids"]);
  // The state is asked for at the missing event, not at the one that stands on it.
  expect(town.flights[0].request).toMatchObject({ event: missed[0] });
  town.run({ kind: "state_ids" });
  expect(kinds(town)).toEqual(["event"]);
  town.run();
  expect(town.verdict(c, missed[0])).toBe("outlier");
  expect(missed.slice(1).map((event) => town.verdict(c, event))).toEqual(
    missed.slice(1).map(() => "accepted"),
  );
  expect([...town.replica(c).gaps]).toEqual([missed[0]]);
});

test("state events beyond a gap reach the current state by the reported state", () => {
  const town = new Town();
  town.found([bob, cay], { powers: { [bob]: 50 } });
  const set = town.do(bob, topic("far away"));
  town.run({ to: a });
  town.take({ to: c });
  let last = set;
  for (let n = 0; n < 12; n++) {
    last = town.say(ada, `word ${n}`);
    town.take({ to: c });
    town.run();
  }
  push(town, last);
  town.run();
  // Both were extremities before: what c.test had stays one, as nobody told it what lies between.
  expect(town.verdict(c, set)).toBe("outlier");
  expect(town.current(c, "m.room.topic")).toBe(set);
  expect(town.tips(c)).toContain(last);
  const word = town.say(cay);
  town.run();
  expect([a, b, c].map((server) => town.tips(server))).toEqual([[word], [word], [word]]);
});

test("who joined within a gap is heard: the reported state has a say in the soft-failure check", () => {
  const town = new Town({ servers: 4 });
  town.found([cay, dan]);
  const deed = town.begin(bob, { kind: "join", via: a });
  town.run({ from: b });
  expect(deed.result?.result).toBe("ok");
  town.take({ to: c });
  town.run();
  let last = -1;
  for (let n = 0; n < 12; n++) {
    last = town.say(bob, `word ${n}`);
    town.take({ to: c });
    town.run();
  }
  town.push(b, c, last);
  town.run();
  expect(town.verdict(c, last)).toBe("accepted");
  expect(town.membership(c, bob)).toBe("join");
});

test("an event of which one prev event is known and one is not has the states after both", () => {
  const town = new Town({ change: { missingEventsAsked: 0 } });
  town.found([bob, cay], { powers: { [bob]: 50 } });
  const name = town.do(ada, { kind: "name", name: "Lobby" });
  const set = town.do(bob, topic("tea"));
  town.run({ event: name });
  town.run({ event: set, to: a });
  town.take();
  const merge = town.say(ada);
  town.take();
  push(town, merge);
  town.run();
  const before = town.replica(c).stateBefore(merge);
  expect(town.verdict(c, set)).toBe("outlier");
  expect(town.stateAt(before, "m.room.name")).toBe(name);
  expect(town.stateAt(before, "m.room.topic")).toBe(set);
});

test("a reported state is fetched with all that it rests on", () => {
  const town = new Town({ change: { missingEventsAsked: 0 } });
  town.found([bob, cay], { powers: { [bob]: 50 } });
  // The topic cites levels that were replaced since, so they are in no state any more.
  const levels = town.do(ada, { kind: "levels", change: { events_default: 1, users_default: 1 } });
  town.run({ to: b });
  const set = town.do(bob, topic("tea"));
  town.run({ to: a });
  town.do(ada, { kind: "levels", change: { events_default: 0 } });
  town.say(ada, "beyond the gap");
  const last = town.say(ada);
  town.take();
  expect(town.room.graph.auths(set)).toContain(levels);
  push(town, last);
  town.run();
  expect(town.verdict(c, levels)).toBe("outlier");
  expect(town.verdict(c, last)).toBe("accepted");
  expect(town.current(c, "m.room.topic")).toBe(set);
});

test("a gap that cannot be filled is given up, marked, and tried again with the next event", () => {
  const { town, missed } = deaf(3);
  push(town, missed[2]);
  town.refuse({ kind: "get_missing_events" });
  expect(kinds(town)).toEqual(["state_ids"]);
  town.refuse({ kind: "state_ids" });
  expect(town.flights).toEqual([]);
  expect(town.verdict(c, missed[2])).toBe("unknown");
  expect(town.marks).toMatchObject([{ server: c, mark: "gap", event: missed[2] }]);
  const next = town.say(ada);
  push(town, next);
  town.run();
  expect([...missed, next].map((event) => town.verdict(c, event))).toEqual(
    [...missed, next].map(() => "accepted"),
  );
  expect(town.tips(c)).toEqual([next]);
});

test("a question that nobody answers is put again after each of the policy's waits", () => {
  const { town, missed } = deaf(2);
  push(town, missed[1]);
  const minute = 60_000;
  for (const waitMs of [500, 1000, 2000, 10 * minute, 20 * minute, 40 * minute]) {
    town.lose({ kind: "get_missing_events" });
    expect(town.flights).toEqual([]);
    town.pass(waitMs - 1);
    expect(town.flights).toEqual([]);
    town.pass(1);
    expect(kinds(town)).toEqual(["get_missing_events"]);
  }
  expect(town.marks).toEqual([]);
  town.lose();
  expect(town.marks).toMatchObject([{ mark: "gap", what: "nobody answers", event: missed[1] }]);
  expect(town.nextTimerMs).toBe(-1);
});

test.each(["get_missing_events", "state_ids", "event"] as const)(
  "a lost answer to %s loses no event that was answered with 200",
  (kind) => {
    // The state beyond the gap holds a topic, so that all kinds of questions are put.
    const town = new Town({
      change: { missingEventsAsked: kind === "get_missing_events" ? 10 : 0 },
    });
    town.found([bob, cay], { powers: { [bob]: 50 } });
    const far = town.do(bob, topic("far away"));
    town.run({ to: a });
    const last = town.say(ada);
    town.take();
    push(town, last);
    for (let n = 0; n < 2 && kinds(town)[0] !== kind; n++) town.deliver(...town.take());
    town.lose({ kind });
    expect(town.verdict(c, last)).toBe("unknown");
    town.pass(500);
    town.run();
    expect(town.verdict(c, last)).toBe("accepted");
    expect(town.current(c, "m.room.topic")).toBe(far);
  },
);

test("while an event is set aside others are received", () => {
  const { town, missed } = deaf(2);
  push(town, missed[1]);
  town.lose();
  const word = town.forge({ sender: bob, type: "m.room.message", prev: town.tips(c) });
  town.push(b, c, word);
  expect(town.verdict(c, word)).toBe("accepted");
  town.pass(500);
  town.run();
  expect(missed.map((event) => town.verdict(c, event))).toEqual(["accepted", "accepted"]);
});

test("an event that was set aside is tried at once after a crash, and only once", () => {
  const { town, missed } = deaf(2);
  push(town, missed[1]);
  town.lose();
  town.servers[c].crash();
  town.servers[c].restart();
  expect(kinds(town)).toEqual(["get_missing_events"]);
  town.run();
  town.pass(10_000);
  expect(town.flights).toEqual([]);
  expect(missed.map((event) => town.verdict(c, event))).toEqual(["accepted", "accepted"]);
});

test("an event that was given up is tried again when it comes again", () => {
  const { town, missed } = deaf(2);
  push(town, missed[1]);
  town.refuse();
  town.refuse();
  push(town, missed[1]);
  expect(kinds(town)).toEqual(["get_missing_events"]);
  town.run();
  expect(town.tips(c)).toEqual([missed[1]]);
});

test("a state of which one event cannot be had is not used", () => {
  const town = new Town();
  town.found([bob, cay], { powers: { [bob]: 50 } });
  town.do(bob, topic("far away"));
  town.run({ to: a });
  const last = town.say(ada);
  town.take({ to: c });
  push(town, last);
  town.refuse({ kind: "get_missing_events" });
  town.run({ kind: "state_ids" });
  const [flight] = town.take({ kind: "event" });
  const answer = town.reach(flight);
  if (!answer.ok) throw new Error("a.test knows them all");
  town.answer(flight, { ...answer, events: answer.events.slice(1) });
  expect(town.verdict(c, last)).toBe("unknown");
  expect(town.marks).toMatchObject([{ what: "part of a state cannot be had" }]);
});

test("a server that knows the event only as an outlier has no state to report", () => {
  const { town, missed } = deaf(12);
  push(town, missed[11]);
  town.run();
  // b.test loses everything but the newest event, and c.test is the only one it can ask.
  const answer = town.request(b, c, { room: town.room, kind: "state_ids", event: missed[0] });
  expect(answer).toMatchObject({ ok: false, errcode: "M_NOT_FOUND" });
});

test("a missing auth event is fetched by event_auth before the event is judged", () => {
  const town = new Town();
  town.found([bob, cay], { powers: { [bob]: 50 } });
  const { graph } = town.room;
  // A membership that c.test never got, cited by an event whose prev event it has.
  const prev = town.tips(a);
  const rename = town.do(bob, {
    ...{ kind: "state", type: "m.room.member", key: bob },
    content: { membership: "join", displayname: "Bob" },
  });
  town.run({ to: a });
  town.take();
  const auth = [graph.create, town.current(a, "m.room.power_levels"), rename];
  const odd = town.forge({ sender: bob, type: "m.room.message", prev, auth });
  town.push(b, a, odd);
  push(town, odd);
  expect(kinds(town)).toEqual(["event_auth"]);
  town.run();
  expect(town.verdict(c, rename)).toBe("outlier");
  expect(town.verdict(c, odd)).toBe("accepted");
  expect(town.tips(c)).toEqual([odd]);
});

test("an event whose auth events cannot be had is given up", () => {
  const town = new Town();
  town.found([bob, cay]);
  const prev = town.tips(a);
  const rename = town.do(bob, {
    ...{ kind: "state", type: "m.room.member", key: bob },
    content: { membership: "join", displayname: "Bob" },
  });
  town.take();
  const odd = town.forge({ sender: bob, type: "m.room.message", prev, auth: [rename] });
  push(town, odd);
  town.refuse({ kind: "event_auth" });
  expect(town.verdict(c, odd)).toBe("unknown");
  expect(town.marks).toMatchObject([{ what: "auth events cannot be had", event: odd }]);
});

/** c.test is told only of the event that stands on one which a.test has rejected. */
function overRejected(town: Town, bad: number): number {
  const next = town.forge({ sender: bob, type: "m.room.message", prev: [bad] });
  town.push(b, a, bad, next);
  expect([bad, next].map((event) => town.verdict(a, event))).toEqual(["rejected", "accepted"]);
  push(town, next);
  // a.test does not hand out what it rejected, so c.test asks for the state there.
  town.run();
  return next;
}

test("an event beyond a gap that its auth events refuse leaves no mark in the state over it", () => {
  const town = new Town();
  town.found([bob, cay]);
  const prev = town.tips(a);
  const bad = town.forge({
    ...{ sender: bob, type: "m.room.topic", stateKey: "", content: { topic: "mine" }, prev },
  });
  const next = overRejected(town, bad);
  expect(town.verdict(c, next)).toBe("accepted");
  expect(town.stateAt(town.replica(c).stateBefore(next), "m.room.topic")).toBe(-1);
  expect(town.replica(c).stateBefore(next)).toBe(town.replica(a).stateBefore(next));
  expect(town.resolutions.filter(({ server }) => server === c)).toEqual([]);
});

test("nor does one that the state before it refuses", () => {
  const town = new Town();
  town.found([bob, cay], { powers: { [bob]: 50 } });
  const levels = town.current(a, "m.room.power_levels");
  const joined = town.current(a, "m.room.member", bob);
  const demotion = town.do(ada, { kind: "power", target: bob, level: 0 });
  town.run();
  const bad = town.forge({
    ...{ sender: bob, type: "m.room.topic", stateKey: "", content: { topic: "mine" } },
    ...{ prev: [demotion], auth: [town.room.graph.create, levels, joined] },
  });
  const next = overRejected(town, bad);
  expect(town.why(a, bad)).toBe("5: 7");
  expect(town.verdict(c, bad)).toBe("outlier");
  expect(town.verdict(c, next)).toBe("accepted");
  expect(town.stateAt(town.replica(c).stateBefore(next), "m.room.topic")).toBe(-1);
  expect(town.replica(c).stateBefore(next)).toBe(town.replica(a).stateBefore(next));
});

test("a rejected event that came as part of a chain has no place: what stands on it is a gap", () => {
  const town = new Town();
  town.found([bob, cay]);
  const { graph } = town.room;
  const prev = town.tips(a);
  const bad = town.forge({
    ...{ sender: bob, type: "m.room.topic", stateKey: "", content: { topic: "mine" }, prev },
  });
  town.push(b, a, bad);
  takeOutliers(town.servers[c], town.replica(c), [bad], way.state);
  expect(town.verdict(c, bad)).toBe("rejected");
  expect(town.replica(c).has(bad)).toBe(false);
  const next = town.forge({ sender: bob, type: "m.room.message", prev: [bad] });
  push(town, next);
  expect(kinds(town)).toEqual(["get_missing_events"]);
  town.run();
  expect(town.verdict(c, next)).toBe("accepted");
  expect(graph.states.get(town.replica(c).stateBefore(next), graph.slot(bad))).toBe(-1);
  // When it comes by itself it gets its place, and stays rejected.
  town.push(b, c, bad);
  expect(town.replica(c).has(bad)).toBe(true);
  expect(town.verdict(c, bad)).toBe("rejected");
});

test("the state that counts for a soft failure over a gap is on record, where it is another", () => {
  const town = new Town({ change: { missingEventsAsked: 0 } });
  town.found([bob, cay], { powers: { [bob]: 50 } });
  const far = town.do(bob, topic("far away"));
  town.run({ to: a });
  const last = town.say(ada);
  town.take();
  push(town, last);
  town.run();
  const arrival = town.arrivals.find(({ server, event }) => server === c && event === last);
  expect(town.stateAt(arrival?.against ?? 0, "m.room.topic")).toBe(far);
  expect(town.resolutions.at(-1)).toMatchObject({ server: c, event: last });
  expect(town.resolutions.map(({ why }) => why)).toContain("soft-failure");
});

test("what was bridged and comes later is no forward extremity", () => {
  const { town, missed } = deaf(12);
  push(town, missed[11]);
  town.run();
  const before = [town.tips(c), town.replica(c).current];
  town.push(b, c, missed[0]);
  town.run();
  expect(town.verdict(c, missed[0])).toBe("accepted");
  expect(town.tips(c)).not.toContain(missed[0]);
  expect(town.tips(c)).toContain(missed[11]);
  expect(town.replica(c).gaps.size).toBe(0);
  expect(town.replica(c).current).toBe(before[1]);
});

test("what only a soft-failed event stands on is a forward extremity when it comes", () => {
  const town = new Town({ servers: 4 });
  town.found([bob, cay, dan], { powers: { [dan]: 50 } });
  const ban = town.do(ada, { kind: "ban", target: bob });
  town.run({ to: c });
  town.take();
  // dan's topic reaches only b.test, and bob, who does not know that he is banned, follows it.
  const set = town.do(dan, topic("before the ban"));
  town.run({ to: b });
  const word = town.say(bob);
  town.push(b, c, word);
  town.refuse({ kind: "get_missing_events" });
  town.run({ from: c });
  expect([set, word].map((event) => town.verdict(c, event))).toEqual(["outlier", "soft-failed"]);
  expect(town.tips(c)).toEqual([ban]);
  town.push(d, c, set);
  expect(town.verdict(c, set)).toBe("accepted");
  expect(town.tips(c)).toEqual([ban, set]);
  expect(town.current(c, "m.room.topic")).toBe(set);
});

test("but not if an accepted event stands on the soft-failed one", () => {
  const town = new Town({ servers: 4 });
  town.found([bob, cay, dan], { powers: { [dan]: 50 } });
  const ban = town.do(ada, { kind: "ban", target: bob });
  town.run({ to: c });
  town.take();
  const set = town.do(dan, topic("before the ban"));
  town.run({ to: b });
  const word = town.say(bob);
  town.push(b, d, word);
  const reply = town.say(dan);
  town.push(b, c, word);
  town.refuse({ kind: "get_missing_events" });
  town.run({ from: c });
  town.push(d, c, reply);
  expect(town.verdict(c, word)).toBe("soft-failed");
  expect(town.tips(c)).toEqual([ban, reply]);
  town.push(d, c, set);
  expect(town.verdict(c, set)).toBe("accepted");
  expect(town.tips(c)).toEqual([ban, reply]);
});

test("a policy without get_missing_events asks for the state at once; one without both gives up", () => {
  const asksState = deaf(2, { change: { missingEventsAsked: 0 } });
  push(asksState.town, asksState.missed[1]);
  expect(kinds(asksState.town)).toEqual(["state_ids"]);
  const givesUp = deaf(2, { change: { missingEventsAsked: 0, asksStateAtGaps: false } });
  push(givesUp.town, givesUp.missed[1]);
  expect(givesUp.town.flights).toEqual([]);
  expect(givesUp.town.marks).toMatchObject([{ mark: "gap", what: "a gap stays" }]);
});

test("an answer that comes after a crash is nobody's answer", () => {
  const { town, missed } = deaf(3);
  push(town, missed[2]);
  const [flight] = town.take({ kind: "get_missing_events" });
  town.servers[c].crash();
  town.servers[c].restart();
  town.deliver(flight);
  expect(missed.map((event) => town.verdict(c, event))).toEqual(missed.map(() => "unknown"));
  expect(town.marks).toEqual([]);
});

test("a liar's stale state is taken as reported, and the server's own view differs from then on", () => {
  const town = new Town();
  town.found([bob, cay], { powers: { [bob]: 50 } });
  town.do(bob, topic("old"));
  town.run();
  const fresh = town.do(bob, topic("new"));
  town.run({ to: a });
  const last = town.say(ada);
  town.take({ to: c });
  const { room } = town;
  town.servers[a].staleSlot = { room, slot: room.graph.slotOf("m.room.topic", "") };
  push(town, last);
  town.refuse({ kind: "get_missing_events" });
  town.run({ from: c });
  expect(town.verdict(c, last)).toBe("accepted");
  // The event after which a state was asked for is there all the same: it is the new topic.
  expect(town.stateAt(town.replica(c).stateBefore(last), "m.room.topic")).toBe(fresh);
});
