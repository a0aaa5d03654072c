// Scrolling back: history comes in its place, and the forward extremities never move.
import { expect, test } from "vitest";
import { scrollBack } from "../../../sim/server/index.ts";
import { a, ada, b, bob, topic, Town } from "./harness.ts";

/** b.test joins after ada has said so much. */
function latecomer(count: number, change = {}): { town: Town; old: number[] } {
  const town = new Town({ change });
  town.found([]);
  const old = Array.from({ length: count }, (_, n) => town.say(ada, `word ${n}`));
  town.begin(bob, { kind: "join", via: a });
  town.run();
  return { town, old };
}

/** Scrolls back once and answers how many events were new. */
function scroll(town: Town): number {
  let found = -1;
  scrollBack(town.servers[b], { shared: town.room, via: a }, (count) => (found = count));
  town.run();
  return found;
}

test("a server that joined late fetches what was said before, and knows the room as the other does", () => {
  const { town, old } = latecomer(3);
  const before = [town.tips(b), town.replica(b).current];
  const { moves } = town;
  expect(scroll(town)).toBe(8);
  expect(town.moves).toBe(moves);
  for (const event of old) expect(town.verdict(b, event)).toBe("accepted");
  expect(town.known(b)).toEqual(town.known(a));
  expect([town.tips(b), town.replica(b).current]).toEqual(before);
  expect(town.replica(b).gaps.size).toBe(0);
});

test("a request brings as much as both servers' policies allow, and the next one goes on", () => {
  const { town, old } = latecomer(30, { backfillAsked: 12, backfillServed: 10 });
  const counts: number[] = [];
  for (let found = scroll(town); found > 0; found = scroll(town)) {
    counts.push(found);
    expect(town.replica(b).gaps.size).toBeLessThanOrEqual(1);
  }
  expect(counts).toEqual([10, 10, 10, 5]);
  expect(old.every((event) => town.verdict(b, event) === "accepted")).toBe(true);
  expect(town.known(b)).toEqual(town.known(a));
});

test("state events of the past do not change the present", () => {
  const town = new Town();
  town.found([]);
  const past = town.do(ada, topic("then"));
  const now = town.do(ada, topic("now"));
  town.begin(bob, { kind: "join", via: a });
  town.run();
  scroll(town);
  expect(town.verdict(b, past)).toBe("accepted");
  expect(town.current(b, "m.room.topic")).toBe(now);
});

test("an event that was wrong then is rejected in history as well", () => {
  const town = new Town();
  town.found([bob]);
  const prev = town.tips(a);
  const bad = town.forge({ sender: bob, type: "m.room.topic", stateKey: "", prev });
  const answer = { events: [bad] };
  town.replica(b).gaps.add(bad);
  scrollBack(town.servers[b], { shared: town.room, via: a }, () => {});
  const [flight] = town.take({ kind: "backfill" });
  town.answer(flight, { ok: true, ...answer });
  expect(town.verdict(b, bad)).toBe("rejected");
  expect(town.tips(b)).toEqual(prev);
});

test("without a gap, without an answer and outside the room nothing is found", () => {
  const { town } = latecomer(2);
  let found = -1;
  const shared = town.room;
  scrollBack(town.servers[b], { shared, via: a }, (count) => (found = count));
  town.lose({ kind: "backfill" });
  expect(found).toBe(0);
  expect(town.replica(b).gaps.size).toBe(1);
  scroll(town);
  expect(scroll(town)).toBe(0);
  scrollBack(town.servers[2], { shared, via: a }, (count) => (found = count));
  expect([found, town.flights.length]).toEqual([0, 0]);
});

test("what is dropped on receipt is dropped in history, and what cites the unknown is left out", () => {
  const { town } = latecomer(1);
  const prev = town.tips(a);
  const torn = town.forge({
    ...{ sender: ada, type: "m.room.message", prev },
    spoil: (pdu) => ({ ...pdu, content: { body: "torn" } }),
  });
  const unknown = town.forge({
    ...{ sender: ada, type: "m.room.member", stateKey: ada, content: { membership: "join" }, prev },
  });
  const auth = [town.room.graph.create, town.current(a, "m.room.power_levels"), unknown];
  const citing = town.forge({ sender: ada, type: "m.room.message", prev, auth });
  let found = -1;
  scrollBack(town.servers[b], { shared: town.room, via: a }, (count) => (found = count));
  const [flight] = town.take({ kind: "backfill" });
  town.answer(flight, { ok: true, events: [torn, citing] });
  expect(found).toBe(0);
  expect([torn, citing].map((event) => town.verdict(b, event))).toEqual(["unknown", "unknown"]);
});
