// What all servers of a process share of one room.
import { expect, test } from "vitest";
import { hashVerifier } from "../../../../sim/protocol/hash-signer.ts";
import { strictIntake } from "../../../../sim/server/index.ts";
import { hasServer } from "../../../../sim/server/replica/shared-room.ts";
import { a, ada, b, ben, bob, c, cay, topic, Town } from "../harness.ts";

test("the servers with a joined member are counted right from any state to any other", () => {
  const town = new Town();
  town.found([bob, cay]);
  const states = [town.replica(a).current];
  const step = (...[user, action]: Parameters<Town["do"]>) => {
    town.do(user, action);
    town.run();
    states.push(town.replica(a).current);
  };
  step(bob, { kind: "leave" });
  step(ada, { kind: "ban", target: cay });
  step(ada, topic("alone"));
  step(ada, { kind: "unban", target: cay });
  const expected = [[a, b, c], [a, c], [a], [a], [a]];
  const order = [4, 0, 2, 1, 3, 0, 4, 1];
  for (const n of order) {
    expect([...town.room.joinedServers(states[n])]).toEqual(expected[n]);
  }
});

test("a server with two members is still there when one of them leaves", () => {
  const town = new Town();
  town.found([bob, ben]);
  const before = town.room.joinedServers(town.replica(a).current);
  town.do(ben, { kind: "leave" });
  const after = town.room.joinedServers(town.replica(b).current);
  expect([...after]).toEqual([a, b]);
  expect(after).toEqual(before);
  town.do(bob, { kind: "leave" });
  expect([...town.room.joinedServers(town.replica(b).current)]).toEqual([a]);
});

test("users of servers outside the run have no number", () => {
  const town = new Town();
  town.found([bob]);
  const { graph } = town.room;
  expect(town.room.serverOfUser(graph.userOf("@zoe:z.test"))).toBe(-1);
  expect(town.room.serverOfUser(graph.userOf(bob))).toBe(b);
  expect(town.room.serverOfSender(town.say(bob))).toBe(b);
});

test("an event's first checks are made once for all servers, unless nothing is to be remembered", () => {
  for (const [remember, times] of [
    [true, 1],
    [false, 2],
  ] as const) {
    let asked = 0;
    const strict = strictIntake(hashVerifier());
    const town = new Town({ remember, intake: (...input) => (asked++, strict(...input)) });
    town.found([bob, cay]);
    town.say(ada);
    town.run();
    expect(asked).toBe(times);
  }
});

test("servers of one dialect look through one lens, unless nothing is to be remembered", () => {
  const { room } = new Town();
  expect(room.lens("spec", true)).toBe(room.lens("spec", true));
  expect(room.lens("spec", true)).not.toBe(room.lens("synapse", true));
  expect(room.lens("spec", false)).not.toBe(room.lens("spec", false));
});

test("an ascending list of servers is searched by halving", () => {
  const list = Int32Array.from([2, 3, 5, 8, 13]);
  const found = Array.from({ length: 15 }, (_, n) => n).filter((n) => hasServer(list, n));
  expect(found).toEqual([...list]);
  expect(hasServer(new Int32Array(0), 0)).toBe(false);
});
