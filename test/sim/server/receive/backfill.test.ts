// Scrolling back: history comes in its place, and the forward extremities never move.
import { expect, test } from "vitest";
import { scrollBack } from "../../../../sim/server/index.ts";
import { a, ada, b, bob, topic, Town } from "../harness.ts";

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

test("the state before the oldest event is asked for, like that at any other gap", () => {
  const { town, old } = latecomer(30, { backfillAsked: 10 });
  let found = -1;
  scrollBack(town.servers[b], { shared: town.room, via: a }, (count) => (found = count));
  town.run({ kind: "backfill" });
  const [{ request }] = town.flying();
  expect(request).toMatchObject({ kind: "state_ids", event: old[19] });
  expect([found, town.verdict(b, old[20])]).toEqual([-1, "unknown"]);
  town.run();
  expect(found).toBe(10);
  expect(town.verdict(b, old[20])).toBe("accepted");
  expect(town.verdict(b, old[19])).toBe("outlier");
  expect(town.replica(b).stateBefore(old[20])).toBe(town.replica(a).stateBefore(old[20]));
});

test("what a liar says about the past is kept as this server's own view of it", () => {
  const town = new Town({ change: { backfillAsked: 3 } });
  town.found([]);
  town.do(ada, topic("first"));
  const second = town.do(ada, topic("second"));
  const [, , oldest] = [town.say(ada), town.say(ada), town.say(ada), town.say(ada)].reverse();
  town.begin(bob, { kind: "join", via: a });
  town.run();
  const { room } = town;
  town.servers[a].staleSlot = { room, slot: room.graph.slotOf("m.room.topic", "") };
  expect(scroll(town)).toBe(3);
  const seen = (server: number, event: number) =>
    town.stateAt(town.replica(server).stateBefore(event), "m.room.topic");
  expect(seen(a, oldest)).toBe(second);
  expect(seen(b, oldest)).not.toBe(second);
});

test("without anybody to give the state there, history is given up for now", () => {
  const { town, old } = latecomer(30, { backfillAsked: 10 });
  let found = -1;
  scrollBack(town.servers[b], { shared: town.room, via: a }, (count) => (found = count));
  town.run({ kind: "backfill" });
  for (let n = 0; n < 10; n++) town.refuse();
  expect(found).toBe(0);
  expect(town.verdict(b, old[29])).toBe("unknown");
  expect(scroll(town)).toBe(10);
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
  town.replica(b).addGap(bad);
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
    spoil: (pdu) => ({ ...pdu, signatures: {} }),
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
  // What the second event cites is asked for, but a.test does not know it either.
  expect(town.flights.map(({ kind }) => kind)).toEqual(["event_auth"]);
  expect(found).toBe(-1);
  town.run();
  expect(found).toBe(0);
  expect([torn, citing].map((event) => town.verdict(b, event))).toEqual(["unknown", "unknown"]);
});
