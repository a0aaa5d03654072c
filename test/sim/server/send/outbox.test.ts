// Outgoing transactions: one in flight, at most 50 PDUs, order kept, waits that grow, nothing lost.
import { expect, test } from "vitest";
import { policy } from "../../../../sim/server/policy.ts";
import { a, ada, b, bob, c, cay, Town, type TownOptions } from "../harness.ts";

const minute = 60_000;

function talking(options: TownOptions = {}): Town {
  const town = new Town(options);
  town.found([bob, cay]);
  return town;
}

/** ada says so many words; nothing is delivered yet. */
function say(town: Town, count: number): number[] {
  return Array.from({ length: count }, (_, n) => town.say(ada, `word ${n}`));
}

/** What the flights to a server carry, one list for each. */
const carried = (town: Town, to: number) =>
  town.flying({ to, kind: "send" }).map(({ pdus }) => pdus.map(({ event }) => event));

test("one transaction is in flight for each destination; what follows waits for its answer", () => {
  const town = talking();
  const words = say(town, 3);
  expect([carried(town, b), carried(town, c)]).toEqual([[[words[0]]], [[words[0]]]]);
  const [flight] = town.take({ to: b });
  town.reach(flight);
  expect(carried(town, b)).toEqual([]);
  town.answer(flight, { ok: true, events: [] });
  expect(carried(town, b)).toEqual([[words[1], words[2]]]);
  expect(carried(town, c)).toEqual([[words[0]]]);
});

test("a transaction carries at most 50 PDUs, in the order in which they were made", () => {
  const town = talking();
  const words = say(town, 121);
  const sizes: number[] = [];
  const order: number[] = [];
  while (town.flying({ to: b }).length > 0) {
    const [flight] = town.take({ to: b });
    sizes.push(flight.pdus.length);
    order.push(...flight.pdus.map(({ event }) => event));
    town.deliver(flight);
  }
  expect(sizes).toEqual([1, 50, 50, 20]);
  expect(order).toEqual(words);
  expect(town.tips(b)).toEqual([words[120]]);
});

/** Fails each try at b.test and answers how long the server waited for the next one, in minutes. */
function waits(town: Town, tries: number): number[] {
  const found: number[] = [];
  for (let n = 0; n < tries; n++) {
    town.lose({ to: b });
    const lostMs = town.nowMs;
    town.pass(town.nextTimerMs - town.nowMs);
    found.push((town.nowMs - lostMs) / minute);
    if (town.flying({ to: b }).length !== 1) throw new Error("the retry did not come");
  }
  return found;
}

test("after failures a destination waits 10, 20, 40 … minutes, but never more than seven days", () => {
  const town = talking();
  say(town, 1);
  town.run({ to: c });
  const week = 7 * 24 * 60;
  expect(waits(town, 13)).toEqual([
    ...[10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120],
    ...[week, week, week],
  ]);
});

test("the minimal policy tries again every 30 seconds", () => {
  const town = talking({ policy: "minimal" });
  say(town, 1);
  town.run({ to: c });
  expect(waits(town, 4)).toEqual([0.5, 0.5, 0.5, 0.5]);
});

test("a server that goes by another policy begins with its first wait, however often it tried before", () => {
  const town = talking({ policy: "minimal" });
  say(town, 1);
  town.run({ to: c });
  expect(waits(town, 20)).toEqual(Array(20).fill(0.5));
  town.servers[a].policy = policy("synapse");
  // It used to be a week: the twenty tries of the other policy counted.
  expect(waits(town, 3)).toEqual([10, 20, 40]);
});

test("a success sets the wait back to its first length", () => {
  const town = talking();
  say(town, 1);
  town.run({ to: c });
  expect(waits(town, 3)).toEqual([10, 20, 40]);
  town.run({ to: b });
  say(town, 1);
  town.run({ to: c });
  expect(waits(town, 2)).toEqual([10, 20]);
});

test("nothing is sent while a destination waits, and all of it in order after that", () => {
  const town = talking();
  const first = say(town, 2);
  town.run({ to: c });
  town.lose({ to: b });
  const later = say(town, 2);
  town.run({ to: c });
  town.pass(9 * minute);
  expect(carried(town, b)).toEqual([]);
  town.pass(minute);
  expect(carried(town, b)).toEqual([[...first, ...later]]);
  town.run();
  expect(town.arrivals.filter(({ server }) => server === b).map(({ event }) => event)).toEqual([
    ...first,
    ...later,
  ]);
});

test("a transaction of which only the answer was lost is sent again and changes nothing", () => {
  const town = talking();
  const [word] = say(town, 1);
  const [flight] = town.take({ to: b });
  town.reach(flight);
  town.timeOut(flight);
  town.pass(10 * minute);
  expect(carried(town, b)).toEqual([[word]]);
  const before = town.arrivals.length;
  town.run({ to: b });
  expect(town.arrivals).toHaveLength(before);
});

test("a request of a waiting destination ends its wait, by policy", () => {
  for (const [policy, tries] of [
    ["synapse", 1],
    ["minimal", 0],
  ] as const) {
    const town = talking({ policy });
    say(town, 1);
    town.run({ to: c });
    town.lose({ to: b });
    town.say(bob);
    expect(carried(town, b)).toEqual([]);
    town.reach(town.take({ from: b, to: a })[0]);
    expect(carried(town, b)).toHaveLength(tries);
  }
});

test("a timer that was overtaken by a sign of life does nothing", () => {
  const town = talking();
  say(town, 1);
  town.run({ to: c });
  town.lose({ to: b });
  town.servers[a].outbox.heardFrom(b);
  const [flight] = town.take({ to: b });
  town.pass(60 * minute);
  expect(town.flights).toEqual([]);
  town.deliver(flight);
  expect(town.known(b)).toEqual(town.known(a));
});

test("a wait that began anew is not cut short by the timer of the first", () => {
  const town = talking();
  const [word] = say(town, 1);
  town.run({ to: c });
  town.lose({ to: b });
  town.pass(5 * minute);
  town.servers[a].outbox.heardFrom(b);
  town.lose({ to: b });
  town.pass(5 * minute);
  expect(town.flights).toEqual([]);
  town.pass(5 * minute);
  expect(carried(town, b)).toEqual([[word]]);
});

test("destinations that failed at the same time are tried again in one broadcast", () => {
  const town = new Town({ servers: 3 });
  town.found([bob, cay]);
  let broadcasts = 0;
  const { broadcast } = town.wire;
  town.wire.broadcast = (from, pdus, to, count) => {
    broadcasts++;
    broadcast(from, pdus, to, count);
  };
  say(town, 1);
  expect(broadcasts).toBe(1);
  town.lose();
  town.pass(10 * minute);
  expect(broadcasts).toBe(2);
  expect(town.flights).toHaveLength(2);
});

test("who was away for long gets the newest events in place of the queue, whoever made them", () => {
  const town = talking();
  const words = say(town, 1);
  town.run({ to: c });
  // The waits are 10, 20, 40 and 80 minutes: the last one is longer than an hour.
  waits(town, 3);
  town.lose({ to: b });
  words.push(...say(town, 60));
  town.run({ to: c });
  const last = town.say(cay);
  town.run({ to: a });
  town.pass(80 * minute);
  town.take({ from: c });
  expect(carried(town, b)).toEqual([[last]]);
  const [flight] = town.take({ from: a, to: b });
  town.deliver(flight);
  // What lies before it is a gap, to be filled by asking.
  expect(town.flying({ from: b }).map(({ kind }) => kind)).toEqual(["get_missing_events"]);
  expect(carried(town, b)).toEqual([]);
  town.run();
  expect(town.tips(b)).toContain(last);
  expect(town.verdict(b, words[5])).toBe("unknown");
  // After that it is an ordinary destination again.
  const next = say(town, 2);
  expect(carried(town, b)).toEqual([[next[0]]]);
});

test("who is no longer in the room gets the last event that was meant for it", () => {
  const town = talking();
  say(town, 1);
  town.run({ to: c });
  waits(town, 3);
  town.lose({ to: b });
  const kick = town.do(ada, { kind: "kick", target: bob });
  say(town, 2);
  town.run({ to: c });
  town.pass(80 * minute);
  expect(carried(town, b)).toEqual([[kick]]);
});

test("the minimal policy keeps every queue, however long", () => {
  const town = talking({ policy: "minimal" });
  const words = say(town, 1);
  town.run({ to: c });
  waits(town, 200);
  words.push(...say(town, 3));
  town.run();
  expect(words.map((event) => town.verdict(b, event))).toEqual(words.map(() => "accepted"));
});

test("a destination gets only what it was in the room for", () => {
  const town = talking();
  const [word] = say(town, 1);
  town.run({ to: c });
  town.lose({ to: b });
  const kick = town.do(ada, { kind: "kick", target: bob });
  const after = say(town, 1);
  town.run({ to: c });
  town.pass(10 * minute);
  // The kick was decided while b.test was in the room; what came after is none of its business.
  expect(carried(town, b)).toEqual([[word, kick]]);
  town.run();
  expect(town.verdict(b, after[0])).toBe("unknown");
  expect(town.verdict(c, after[0])).toBe("accepted");
});

test("answers that nobody waits for change nothing", () => {
  const town = talking();
  const outbox = town.servers[a].outbox;
  outbox.delivered(b);
  outbox.undelivered(b);
  outbox.heardFrom(b);
  say(town, 2);
  town.run();
  outbox.delivered(b);
  outbox.undelivered(b);
  expect(town.nextTimerMs).toBe(-1);
  expect(town.flights).toEqual([]);
});

test("a newer backup can be played back over an older one: what it holds is its own", () => {
  const town = talking();
  const { outbox } = town.servers[a];
  town.lose({ to: b });
  const older = outbox.save();
  const words = say(town, 3);
  const newer = outbox.save();
  outbox.restore(older);
  outbox.restore(newer);
  outbox.restart();
  town.run();
  town.pass(10 * minute);
  town.run();
  expect(words.map((event) => town.verdict(b, event))).toEqual(words.map(() => "accepted"));
});
