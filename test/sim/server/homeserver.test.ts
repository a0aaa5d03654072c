// The homeserver as a whole: whom it listens to, and what a crash takes and leaves.
import { expect, test } from "vitest";
import { noAnswer } from "../../../sim/server/index.ts";
import { a, ada, b, bob, c, cay, topic, Town } from "./harness.ts";

function threeServers(): Town {
  const town = new Town();
  town.found([bob, cay], { powers: { [bob]: 50 } });
  return town;
}

test("events of a room that a server never entered are none of its business", () => {
  const town = new Town();
  town.found([bob]);
  const word = town.say(ada);
  town.push(a, c, word);
  expect(town.servers[c].replicas).toEqual([]);
  expect(town.flights.filter(({ from }) => from === c)).toEqual([]);
});

test("a server has one replica of a room, with the lens of its dialect", () => {
  const town = threeServers();
  expect(town.servers[b].replica(town.room)).toBe(town.replica(b));
  expect(town.replica(b).lens).toBe(town.replica(c).lens);
  const other = new Town({ remember: false });
  other.found([bob]);
  expect(other.replica(a).lens).not.toBe(other.replica(b).lens);
});

test("an answer reaches the question that it belongs to, once", () => {
  const town = threeServers();
  const heard: string[] = [];
  const request = { room: town.room, kind: "state_ids", event: town.tips(a)[0] } as const;
  town.servers[b].ask(a, request, () => heard.push("first"));
  town.servers[b].ask(a, request, () => heard.push("second"));
  const [one, other] = town.take();
  town.answer(other, noAnswer);
  town.answer(one, noAnswer);
  town.answer(one, noAnswer);
  expect(heard).toEqual(["second", "first"]);
});

test("a crash loses questions, but nothing that was stored or taken in", () => {
  const town = threeServers();
  const set = town.do(bob, topic("stored"));
  town.run();
  const missed = town.say(ada, "missed");
  town.take({ to: b });
  const word = town.say(ada, "here");
  const waiting = town.say(ada, "in the inbox");
  town.push(a, b, word, waiting);
  expect(town.replica(b).inbox).toHaveLength(1);
  const view = [town.known(b), town.tips(b), town.replica(b).current];
  town.servers[b].crash();
  // Nothing is worked off and nothing is sent while the server goes down.
  expect(town.flying({ from: b }).map(({ kind }) => kind)).toEqual(["get_missing_events"]);
  expect(town.marks).toEqual([]);
  expect(town.replica(b).inbox.map(({ event }) => event)).toEqual([word, waiting]);
  expect(town.replica(b).waiting).toBeUndefined();
  town.take();
  town.servers[b].restart();
  expect([town.known(b), town.tips(b), town.replica(b).current]).toEqual(view);
  expect(town.current(b, "m.room.topic")).toBe(set);
  // After the restart it asks again for what stood before them, and works them off.
  town.run();
  expect([missed, word, waiting].map((event) => town.verdict(b, event))).toEqual([
    ...["accepted", "accepted", "accepted"],
  ]);
  expect(town.tips(b)).toEqual([waiting]);
});

test("an action that waits for another server fails in a crash", () => {
  const town = new Town();
  town.found([]);
  const deed = town.begin(bob, { kind: "join", via: a });
  town.run({ kind: "make_join" });
  town.servers[b].crash();
  expect(deed.result).toMatchObject({
    result: "failed",
    why: expect.stringContaining("NO_ANSWER"),
  });
  expect(town.replica(b).waiting).toBeUndefined();
});

test("after a restart everything that had not arrived is sent, in order", () => {
  const town = threeServers();
  const words = [town.say(ada, "one"), town.say(ada, "two")];
  town.take();
  town.servers[a].crash();
  expect(town.flights).toEqual([]);
  town.servers[a].restart();
  expect(town.flying({ to: b }).map(({ pdus }) => pdus.map(({ event }) => event))).toEqual([words]);
  town.run();
  expect(town.tips(b)).toEqual([words[1]]);
});

test("a server that waited for a destination tries it at once after a restart", () => {
  const town = threeServers();
  const word = town.say(ada);
  town.lose({ to: b });
  town.run();
  town.servers[a].crash();
  town.servers[a].restart();
  expect(town.flying({ to: b, event: word })).toHaveLength(1);
});

test("a server that is down sends nothing, whatever it learns of what it sent before", () => {
  const town = threeServers();
  town.say(ada, "one");
  town.say(ada, "two");
  const [flight] = town.take({ to: b });
  town.take();
  town.reach(flight);
  town.servers[a].crash();
  town.answer(flight, { ok: true, events: [] });
  expect(town.flights).toHaveLength(0);
  expect(town.nextTimerMs).toBe(-1);
});
