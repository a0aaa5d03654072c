// How accepted events move a room's forward extremities, and with them the current state.
import { expect, test } from "vitest";
import { a, ada, b, bob, c, cay, topic } from "../harness.ts";
import { threeServers, bannedMeanwhile } from "../three-servers.ts";

test("an event that passes every check replaces its prev events as forward extremity", () => {
  const town = threeServers();
  const hello = town.say(ada);
  town.run();
  for (const server of [a, b, c]) {
    expect(town.verdict(server, hello)).toBe("accepted");
    expect(town.tips(server)).toEqual([hello]);
  }
});

test("a state event moves the current state", () => {
  const town = threeServers();
  const set = town.do(bob, topic("tea"));
  expect(town.current(a, "m.room.topic")).toBe(-1);
  town.run();
  expect([a, b, c].map((server) => town.current(server, "m.room.topic"))).toEqual([set, set, set]);
});

test("a later event may stand on a rejected one, and replaces the tips behind it", () => {
  const town = threeServers();
  const prev = town.tips(c);
  const bad = town.forge({
    ...{ sender: cay, type: "m.room.topic", stateKey: "", content: { topic: "mine" }, prev },
  });
  const next = town.forge({ sender: cay, type: "m.room.message", prev: [bad] });
  town.push(c, a, bad, next);
  expect([bad, next].map((event) => town.verdict(a, event))).toEqual(["rejected", "accepted"]);
  expect(town.tips(a)).toEqual([next]);
  expect(town.current(a, "m.room.topic")).toBe(-1);
});

test("new events do not stand on a soft-failed one", () => {
  const { town, ban, late } = bannedMeanwhile("synapse");
  town.run({ from: c });
  const next = town.say(ada);
  expect(town.pdu(next).prev_events).toEqual([town.room.graph.id(ban)]);
  expect(town.tips(a)).not.toContain(late);
});

test("an event that stands on a soft-failed one replaces the tips behind both", () => {
  const { town, ban, late } = bannedMeanwhile("synapse");
  town.take({ from: a, to: c });
  town.run({ from: c });
  // bob, who is welcome, cannot do this on b.test; somebody hands in what he might have made.
  const both = town.forge({ sender: bob, type: "m.room.message", prev: [late, ban] });
  town.push(b, a, both);
  expect(town.verdict(a, both)).toBe("accepted");
  expect(town.tips(a)).toEqual([both]);
});

test("a tip on one branch stays while a soft-failed event's branch goes on", () => {
  const { town, fork, ban, late } = bannedMeanwhile("synapse");
  town.run({ from: c });
  const next = town.forge({ sender: bob, type: "m.room.message", prev: [late] });
  town.push(b, a, next);
  expect(town.tips(a)).toEqual([ban, next].sort((x, y) => x - y));
  expect(town.tips(a)).not.toContain(fork[0]);
  // Both branches meet in the current state, and the ban is stronger.
  expect(town.membership(a, cay)).toBe("ban");
});

test("concurrent events are both extremities until one event follows both", () => {
  const town = threeServers();
  const [one, other] = [town.say(ada), town.say(bob)];
  town.run();
  expect(town.tips(c)).toEqual([one, other]);
  const merge = town.say(cay);
  town.run();
  expect([a, b, c].map((server) => town.tips(server))).toEqual([[merge], [merge], [merge]]);
  expect(town.pdu(merge).prev_events).toHaveLength(2);
});
