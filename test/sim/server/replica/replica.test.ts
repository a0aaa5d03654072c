// What one server knows of one room.
import { expect, test } from "vitest";
import { verdict } from "../../../../sim/server/index.ts";
import { a, ada, b, bob, topic, Town } from "../harness.ts";

function twoServers(): Town {
  const town = new Town({ servers: 2 });
  town.found([bob], { powers: { [bob]: 50 } });
  return town;
}

test("of each event a server knows nothing until it is told", () => {
  const town = twoServers();
  const word = town.say(ada);
  expect(town.replica(b).verdictOf(word)).toBe(verdict.unknown);
  expect(town.replica(b).verdictOf(10_000)).toBe(verdict.unknown);
  town.replica(b).setVerdict(word, verdict.outlier);
  expect([town.replica(b).has(word), town.replica(a).has(word)]).toEqual([false, true]);
  for (const value of [verdict.accepted, verdict.softFailed, verdict.rejected]) {
    town.replica(b).setVerdict(word, value);
    expect(town.replica(b).has(word)).toBe(true);
    expect(town.replica(b).rejected(word)).toBe(value === verdict.rejected);
  }
});

test("everything that is known is visited once, with its verdict", () => {
  const town = twoServers();
  const word = town.say(ada);
  town.replica(b).setVerdict(word, verdict.outlier);
  const seen: [number, number][] = [];
  town.replica(b).forEachKnown((event, value) => seen.push([event, value]));
  const others = town.known(b).map((event) => [event, verdict.accepted]);
  expect(seen).toEqual([...others, [word, verdict.outlier]]);
});

test("states that follow from the room are not kept; others are, and mark the replica", () => {
  const town = twoServers();
  const set = town.do(ada, topic("tea"));
  const replica = town.replica(a);
  const { states } = replica.lens;
  const right = { before: states.before(set), after: states.after(set) };
  replica.keepStates(set, right);
  expect(replica.divergent).toBe(false);
  replica.keepStates(set, { ...right, after: right.before });
  expect(replica.divergent).toBe(true);
  expect(replica.stateAfter(set)).toBe(right.before);
  expect(replica.stateBefore(set)).toBe(right.before);
  expect(town.replica(b).stateAfter(set)).toBe(right.after);
});

test("a replica of its own mind judges by what it has rejected itself", () => {
  const town = twoServers();
  const event = town.do(bob, topic("tea"));
  const replica = town.replica(a);
  const before = replica.lens.states.before(event);
  expect(replica.judge(event, before)).toBeUndefined();
  replica.setVerdict(town.current(a, "m.room.member", bob), verdict.rejected);
  expect(replica.judge(event, before)).toBeUndefined();
  replica.divergent = true;
  expect(replica.judge(event, before)).toMatchObject({ check: 4, verdict: { rule: "2.3" } });
});

test("an event is judged in the state that is given, not in the one that follows from the room", () => {
  const town = twoServers();
  const event = town.do(bob, topic("tea"));
  const replica = town.replica(a);
  expect(replica.judge(event, 0)).toMatchObject({ check: 5, verdict: { rule: "2.4" } });
});

/** Two topics set at once; `topicAfter` is what the first server's replica makes of both. */
function twoTopics() {
  const town = twoServers();
  const [one, other] = [town.do(ada, topic("tea")), town.do(bob, topic("coffee"))];
  town.take();
  const replica = town.replica(a);
  const states = [one, other].map((event) => replica.lens.states.after(event));
  const topicAfter = () => town.stateAt(replica.resolution(states).output, "m.room.topic");
  return { town, replica, one, other, topicAfter };
}

test("a replica that rejects otherwise than the rules resolves by what it has rejected itself", () => {
  const { town, replica, one, other, topicAfter } = twoTopics();
  expect(topicAfter()).toBe(other);
  // The join that bob's topic cites.
  const join = town.current(a, "m.room.member", bob);
  replica.noteRejection(join, false);
  expect([topicAfter(), replica.divergent]).toEqual([other, false]);
  const backup = replica.save();
  replica.setVerdict(join, verdict.rejected);
  replica.noteRejection(join, true);
  expect([topicAfter(), replica.divergent]).toEqual([one, true]);
  replica.restore(backup);
  expect([topicAfter(), replica.divergent]).toEqual([other, false]);
});

test("under the rules of another dialect it goes on to resolve by what it has rejected", () => {
  const { town, replica, one, other, topicAfter } = twoTopics();
  replica.changeLens(town.room.lens("ruma", true));
  expect([topicAfter(), replica.divergent]).toEqual([other, false]);
  // What the old rules rejected the new ones would take.
  replica.setVerdict(town.current(a, "m.room.member", bob), verdict.rejected);
  replica.changeLens(town.room.lens("spec", true));
  expect([topicAfter(), replica.divergent]).toEqual([one, true]);
});
