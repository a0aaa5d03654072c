// The verdict on an event once all that it stands on is known: receipt checks 4 to 6.
import { expect, test } from "vitest";
import { a, ada, b, bob, c, cay, topic } from "../harness.ts";
import { threeServers, view, withoutMembership, bannedMeanwhile } from "../three-servers.ts";

test("an event that its auth events do not allow is rejected: check 4", () => {
  const town = threeServers();
  const before = view(town, a);
  const prev = town.tips(c);
  const bad = town.forge({
    ...{ sender: cay, type: "m.room.message", prev, auth: withoutMembership(town) },
  });
  town.push(c, a, bad);
  expect(town.verdict(a, bad)).toBe("rejected");
  expect(town.why(a, bad)).toBe("4: 5");
  expect(view(town, a)).toEqual(before);
});

test("an event that the state before it does not allow is rejected: check 5", () => {
  const town = threeServers();
  const cayJoined = town.current(c, "m.room.member", cay);
  const ban = town.do(ada, { kind: "ban", target: cay });
  town.run();
  const before = view(town, b);
  // Its auth events are from before the ban, its prev event is the ban.
  const auth = [...withoutMembership(town), cayJoined];
  const bad = town.forge({ sender: cay, type: "m.room.topic", stateKey: "", prev: [ban], auth });
  town.push(c, b, bad);
  expect(town.why(b, bad)).toBe("4: 7");
  const message = town.forge({ sender: cay, type: "m.room.message", prev: [ban], auth });
  town.push(c, b, message);
  expect(town.verdict(b, message)).toBe("rejected");
  expect(town.why(b, message)).toBe("5: 5");
  const arrival = town.arrivals.findLast(({ event }) => event === bad);
  expect(arrival?.after).toBe(arrival?.before);
  expect(view(town, b)).toEqual(before);
});

test("an event that cites a rejected one is rejected for it", () => {
  const town = threeServers();
  const { graph } = town.room;
  const prev = town.tips(c);
  const levels = town.current(c, "m.room.power_levels");
  const bad = town.forge({
    ...{ sender: cay, type: "m.room.power_levels", stateKey: "", prev },
    content: { users: { [ada]: 100, [cay]: 50 } },
    auth: [graph.create, levels, town.current(c, "m.room.member", cay)],
  });
  const auth = [graph.create, bad, town.current(c, "m.room.member", cay)];
  const next = town.forge({ sender: cay, type: "m.room.topic", stateKey: "", prev: [bad], auth });
  town.push(c, a, bad, next);
  expect(town.verdict(a, bad)).toBe("rejected");
  expect(town.why(a, next)).toBe("4: 2.3");
});

test.each(["synapse", "minimal"])(
  "an event that only the current state refuses is soft-failed: check 6 (%s)",
  (policy) => {
    const { town, ban, late } = bannedMeanwhile(policy);
    town.run({ from: c });
    expect([a, b, c].map((server) => town.verdict(server, late))).toEqual([
      ...["soft-failed", "soft-failed", "accepted"],
    ]);
    expect(town.why(a, late)).toBe("6: 5");
    expect(town.tips(a)).toEqual([ban]);
    expect(town.tips(b)).toEqual([ban]);
  },
);

test("a soft-failed state event still takes part in the state of what stands on it", () => {
  const town = threeServers();
  const kick = town.do(ada, { kind: "kick", target: bob });
  town.take({ to: b });
  town.run({ to: c });
  const set = town.do(bob, topic("b's own"));
  town.run({ from: b });
  expect(town.verdict(c, set)).toBe("soft-failed");
  const next = town.forge({ sender: bob, type: "m.room.message", prev: [set] });
  town.push(b, c, next);
  expect(town.verdict(c, next)).toBe("soft-failed");
  const { replica, room } = { replica: town.replica(c), room: town.room };
  expect(
    room.graph.states.get(replica.stateBefore(next), room.graph.slotOf("m.room.topic", "")),
  ).toBe(set);
  expect(town.tips(c)).toEqual([kick]);
});

test("an event on two branches is resolved once for its state before and written down", () => {
  const town = threeServers();
  town.do(ada, { kind: "name", name: "one" });
  town.do(bob, topic("other"));
  town.run();
  const merge = town.say(cay);
  town.run();
  const of = (server: number) => town.resolutions.filter((r) => r.server === server);
  expect(
    of(b)
      .filter((r) => r.why === "before")
      .map((r) => r.event),
  ).toEqual([merge]);
  expect(of(b).filter((r) => r.why === "current")).toHaveLength(1);
});

test("what stands exactly on the extremities is not checked against the current state, by policy", () => {
  // In a room of version 11 the two states are the same then, so only the count of checks tells.
  for (const [policy, checks] of [
    ["synapse", 0],
    ["minimal", 1],
  ] as const) {
    const town = threeServers(policy);
    const hello = town.say(ada);
    const { lens } = town.replica(b);
    let asked = 0;
    const allowedIn = lens.allowedIn.bind(lens);
    lens.allowedIn = (event, state) => (asked++, allowedIn(event, state));
    town.run({ to: b });
    expect(town.verdict(b, hello)).toBe("accepted");
    expect(asked).toBe(checks);
  }
});

test("what stands on more or on less than the extremities is checked", () => {
  const town = threeServers();
  const old = town.tips(a)[0];
  const tips = [town.say(ada), town.say(bob)];
  town.run();
  const { lens } = town.replica(c);
  const asked: number[] = [];
  const allowedIn = lens.allowedIn.bind(lens);
  lens.allowedIn = (event, state) => (asked.push(event), allowedIn(event, state));
  const say = (prev: number[]) => town.forge({ sender: ada, type: "m.room.message", prev });
  const more = say([...tips, old]);
  town.push(a, c, more);
  expect(asked).toEqual([more]);
  const [left, right] = [say([more]), say([more])];
  town.push(a, c, left, right);
  const less = say([left]);
  town.push(a, c, less);
  expect(asked).toEqual([more, right, less]);
});

test("once its last user is gone, everything that comes to a server soft-fails, by policy", () => {
  for (const [policy, verdictThen] of [
    ["synapse", "soft-failed"],
    ["minimal", "accepted"],
  ] as const) {
    const town = threeServers(policy);
    // cay's kick and ada's word cross each other.
    const kick = town.do(bob, { kind: "kick", target: cay });
    const word = town.say(ada);
    town.run({ to: c, event: kick });
    expect(town.replica(c).joined).toBe(false);
    town.run({ to: c, event: word });
    expect(town.verdict(c, word)).toBe(verdictThen);
  }
});
