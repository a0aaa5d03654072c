import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ANSWER,
  ARRIVAL,
  Broadcasts,
  DUPLICATE,
  LOST,
  nodesMax,
  UNSET,
} from "../../../sim/engine/broadcasts.ts";
import type { Delay } from "../../../sim/engine/delay.ts";
import { Links, messageNumberMax, type LinkRule } from "../../../sim/engine/links.ts";
import { Queue } from "../../../sim/engine/queue.ts";
import { below, mix, seedHash } from "../../../sim/engine/random.ts";

const BROADCAST = 9;
const nodes = 5000;
const seed = seedHash("broadcasts");

/** One visit: when, to whom, the phase, the result and whether it is a timeout. */
interface Visit {
  atMs: number;
  to: number;
  phase: number;
  result: number;
  timedOut: boolean;
}

/** What the host does at a visit; `undefined` leaves all as it is. */
type Reaction = { do: "ok" | "block" | "withdraw"; result: number } | undefined;
type Host = (visit: Visit, payload: number) => Reaction;

/** Runs until nothing is under way and returns the visits of each payload. */
function run(queue: Queue, broadcasts: Broadcasts, host: Host): Map<number, Visit[]> {
  const visits = new Map<number, Visit[]>();
  while (queue.next()) {
    expect(queue.kind).toBe(BROADCAST);
    broadcasts.begin(queue.a);
    while (broadcasts.more()) {
      const { to, phase, result, timedOut, payload } = broadcasts;
      const visit = { atMs: queue.atMs, to, phase, result, timedOut };
      visits.set(payload, [...(visits.get(payload) ?? []), visit]);
      const reaction = host(visit, payload);
      if (reaction?.do === "ok") broadcasts.setResult(reaction.result);
      if (reaction?.do === "block") broadcasts.block(reaction.result);
      if (reaction?.do === "withdraw") broadcasts.withdraw();
    }
    broadcasts.end();
  }
  expect(broadcasts.size).toBe(0);
  return visits;
}

/** What is to happen, worked out with a list of times that is sorted. */
function expectedVisits(
  links: Links,
  message: { from: number; payload: number; number: number; recipients: number[]; startMs: number },
  timeoutMs: number,
  host: Host,
): Visit[] {
  const { from, payload, number, startMs } = message;
  const recipients = message.recipients.filter((to) => to !== from);
  const fates = recipients.map((to, place) => {
    links.outcome(from, to, number);
    const { lost, delayMs: thereMs, duplicateDelayMs } = links;
    links.answerOutcome(to, from, number);
    const inTime = !lost && !links.lost && thereMs + links.delayMs <= timeoutMs;
    const answerMs = inTime ? thereMs + links.delayMs : -1;
    const order = lost ? 2 ** 40 + place : thereMs * 2 ** 16 + place;
    return { to, lost, thereMs, duplicateDelayMs, answerMs, order };
  });
  fates.sort((x, y) => x.order - y.order);
  const lanes = fates.map((fate) => ({
    ...fate,
    result: fate.lost ? LOST : UNSET,
    waits: fate.answerMs < 0 ? "in vain" : "yes",
  }));
  // Each ms in the order arrivals, copies, answers, timeouts, and among these by arrival.
  const times: { ms: number; turn: number; lane: (typeof lanes)[number] }[] = [];
  for (const lane of lanes) {
    if (!lane.lost) times.push({ ms: lane.thereMs, turn: 0, lane });
    if (lane.duplicateDelayMs >= 0) times.push({ ms: lane.duplicateDelayMs, turn: 1, lane });
    if (lane.answerMs >= 0) times.push({ ms: lane.answerMs, turn: 2, lane });
    times.push({ ms: timeoutMs, turn: 3, lane });
  }
  times.sort((x, y) => x.ms - y.ms || x.turn - y.turn || x.lane.order - y.lane.order);
  const visits: Visit[] = [];
  for (const { ms, turn, lane } of times) {
    if (turn === 2 && lane.waits !== "yes") continue;
    if (turn === 3 && lane.waits !== "in vain") continue;
    const phase = [ARRIVAL, DUPLICATE, ANSWER, ANSWER][turn];
    const { to, result } = lane;
    const visit = { atMs: startMs + ms, to, phase, result, timedOut: turn === 3 };
    visits.push(visit);
    if (turn === 3) lane.waits = "over";
    const reaction = host(visit, payload);
    if (turn === 1 || reaction === undefined) continue;
    if (reaction.do !== "withdraw") lane.result = reaction.result;
    if (reaction.do === "block" && lane.waits === "yes") lane.waits = "in vain";
    if (reaction.do === "withdraw") lane.waits = "over";
  }
  return visits;
}

function constant(ms: number): LinkRule {
  return { delay: { kind: "constant", ms } };
}

/** A queue and broadcasts over one rule; senders wait for a second unless told otherwise. */
function machine(rule: LinkRule, timeoutMs = 1000) {
  const queue = new Queue();
  const links = new Links(nodes, seed, rule);
  return { queue, links, broadcasts: new Broadcasts(queue, BROADCAST, links, { timeoutMs }) };
}

const all = (...recipients: number[]) => Int32Array.from(recipients);
const ok: Host = ({ phase }) => (phase === ARRIVAL ? { do: "ok", result: 1 } : undefined);

describe("Broadcasts", () => {
  it("visits recipients in order of arrival and the sender with each answer", () => {
    const { queue, links, broadcasts } = machine(constant(10));
    links.setLink(0, 1, constant(30));
    links.setLink(3, 0, constant(50));
    broadcasts.start(0, 77, all(1, 2, 3), 3, 0);
    const visit = (atMs: number, to: number, phase: number, result: number) => {
      return { atMs, to, phase, result, timedOut: false };
    };
    expect(run(queue, broadcasts, (v) => ok(v, 0)).get(77)).toEqual([
      visit(10, 2, ARRIVAL, UNSET),
      visit(10, 3, ARRIVAL, UNSET),
      visit(20, 2, ANSWER, 1),
      visit(30, 1, ARRIVAL, UNSET),
      visit(40, 1, ANSWER, 1),
      visit(60, 3, ANSWER, 1),
    ]);
  });

  it("uses one queue entry, however many recipients there are", () => {
    const { queue, broadcasts } = machine({ delay: { kind: "uniform", minMs: 1, maxMs: 300 } });
    const everybody = Int32Array.from({ length: nodes }, (_, node) => node);
    broadcasts.start(0, 1, everybody, nodes, 0);
    expect(queue.size).toBe(1);
    let visits = 0;
    let widest = 0;
    while (queue.next()) {
      widest = Math.max(widest, queue.size);
      broadcasts.begin(queue.a);
      while (broadcasts.more()) visits++;
      broadcasts.end();
    }
    expect(widest).toBe(0);
    // Everybody but the sender, there and back.
    expect(visits).toBe(2 * (nodes - 1));
  });

  it("tells the sender after the timeout of what was lost, which never arrives", () => {
    const loss = { numerator: 1, denominator: 1 };
    const { queue, broadcasts } = machine({ ...constant(10), loss });
    broadcasts.start(0, 1, all(1, 2), 2, 0);
    const timeout = { atMs: 1000, phase: ANSWER, result: LOST, timedOut: true };
    expect(run(queue, broadcasts, ok).get(1)).toEqual([
      { ...timeout, to: 1 },
      { ...timeout, to: 2 },
    ]);
  });

  it("tells the sender after the timeout of what the host blocked, on either way", () => {
    const { queue, broadcasts } = machine(constant(10));
    broadcasts.start(0, 1, all(1, 2), 2, 0);
    const visits = run(queue, broadcasts, ({ to, phase, timedOut }) => {
      if (to === 1 && phase === ARRIVAL) return { do: "block", result: 5 };
      if (to === 2 && phase === ANSWER && !timedOut) return { do: "block", result: 6 };
      return undefined;
    });
    const answers = visits.get(1)?.filter(({ phase }) => phase === ANSWER);
    expect(answers).toEqual([
      { atMs: 20, to: 2, phase: ANSWER, result: UNSET, timedOut: false },
      { atMs: 1000, to: 1, phase: ANSWER, result: 5, timedOut: true },
      { atMs: 1000, to: 2, phase: ANSWER, result: 6, timedOut: true },
    ]);
  });

  it("lets the sender give up on an answer that is late, even before the message arrives", () => {
    const { queue, links, broadcasts } = machine(constant(500));
    links.setLink(2, 0, constant(501));
    links.setLink(0, 3, constant(2000));
    broadcasts.start(0, 1, all(1, 2, 3), 3, 0);
    const visits = run(queue, broadcasts, ok).get(1) ?? [];
    expect(visits.map(({ atMs, to, phase, timedOut }) => [atMs, to, phase, timedOut])).toEqual([
      [500, 1, ARRIVAL, false],
      [500, 2, ARRIVAL, false],
      [1000, 1, ANSWER, false],
      [1000, 2, ANSWER, true],
      [1000, 3, ANSWER, true],
      [2000, 3, ARRIVAL, false],
    ]);
  });

  it("says no more about a delivery that the host withdrew", () => {
    const { queue, broadcasts } = machine(constant(10));
    broadcasts.start(0, 1, all(1, 2), 2, 0);
    const visits = run(queue, broadcasts, ({ to }) =>
      to === 1 ? { do: "withdraw", result: 0 } : undefined,
    );
    expect(visits.get(1)?.map(({ to, phase }) => [to, phase])).toEqual([
      [1, ARRIVAL],
      [2, ARRIVAL],
      [2, ANSWER],
    ]);
  });

  it("brings copies, which nobody answers and whose result nobody learns", () => {
    const duplication = { numerator: 1, denominator: 1 };
    const { queue, broadcasts } = machine({ ...constant(10), duplication });
    broadcasts.start(0, 1, all(1), 1, 0);
    const visits = run(queue, broadcasts, ({ phase }) =>
      phase === DUPLICATE ? { do: "block", result: 9 } : { do: "ok", result: 1 },
    );
    expect(visits.get(1)?.map(({ atMs, phase, result }) => [atMs, phase, result])).toEqual([
      [10, ARRIVAL, UNSET],
      [10, DUPLICATE, 1],
      [20, ANSWER, 1],
    ]);
  });

  it("without answers visits recipients only, whatever the host says", () => {
    const half = { numerator: 1, denominator: 2 };
    const { queue, broadcasts } = machine({ ...constant(10), loss: half });
    const everybody = Int32Array.from({ length: 1000 }, (_, node) => node);
    broadcasts.startUnanswered(0, 1, everybody, 1000, 0);
    const visits = run(queue, broadcasts, () => ({ do: "block", result: 3 })).get(1) ?? [];
    expect(visits.every(({ phase, atMs }) => phase === ARRIVAL && atMs === 10)).toBe(true);
    expect(Math.abs(visits.length - 500)).toBeLessThan(80);
  });

  it("starts nothing when nobody is to get it, and later or to one when asked", () => {
    const { queue, broadcasts } = machine(constant(10));
    expect(broadcasts.start(4, 1, all(), 0, 0)).toBe(-1);
    expect(broadcasts.start(4, 1, all(4), 1, 0)).toBe(-1);
    expect(queue.size).toBe(0);
    broadcasts.startOne(4, 5, 1, 0, 2 ** 33);
    broadcasts.start(4, 2, all(5, 6), 1, 1, 100);
    const visits = run(queue, broadcasts, ok);
    expect(visits.get(2)?.map(({ atMs, to }) => [atMs, to])).toEqual([
      [110, 5],
      [120, 5],
    ]);
    expect(visits.get(1)?.map(({ atMs }) => atMs)).toEqual([2 ** 33 + 10, 2 ** 33 + 20]);
  });

  it("refuses wrong numbers, times and sizes, and an end before the last visit", () => {
    const { queue, links, broadcasts } = machine(constant(10));
    for (const timeoutMs of [0, 1.5, 1e9]) {
      expect(() => new Broadcasts(queue, 1, links, { timeoutMs })).toThrow(/timeoutMs is/);
    }
    const many = new Links(nodesMax + 1, seed, constant(1));
    expect(() => new Broadcasts(queue, 1, many, { timeoutMs: 1 })).toThrow(/4194304 nodes/);
    expect(() => broadcasts.startOne(0, 1, 1, -1)).toThrow(/Message number -1/);
    expect(() => broadcasts.startOne(0, 1, 1, messageNumberMax + 1)).toThrow(/Message number/);
    broadcasts.startOne(0, 1, 1, 0);
    queue.next();
    expect(() => broadcasts.startOne(0, 1, 1, 1, 9)).toThrow(/cannot start at 9 ms: now is 10/);
    expect(broadcasts.size).toBe(1);
    broadcasts.begin(queue.a);
    broadcasts.more();
    expect(() => broadcasts.end()).toThrow(/before more\(\) said false/);
  });

  it("does the same to one recipient when others are left out", () => {
    const third = { numerator: 1, denominator: 3 };
    const delay: Delay = { kind: "uniform", minMs: 1, maxMs: 900 };
    const visitsTo = (recipients: Int32Array) => {
      const { queue, broadcasts } = machine({ delay, loss: third, duplication: third });
      broadcasts.start(0, 1, recipients, recipients.length, 5);
      return (run(queue, broadcasts, ok).get(1) ?? []).filter(({ to }) => to % 10 === 3);
    };
    const everybody = Int32Array.from({ length: 1000 }, (_, node) => node);
    const few = everybody.filter((node) => node % 10 === 3);
    expect(visitsTo(few)).toEqual(visitsTo(everybody));
    expect(visitsTo(few).length).toBeGreaterThan(100);
  });
});

describe("Broadcasts against a sorted list", () => {
  /** A host that reacts in every way it can, by a hash of all it sees. */
  const capricious =
    (salt: number): Host =>
    ({ atMs, to, phase, result, timedOut }, payload) => {
      let hash = mix(salt);
      for (const part of [atMs, to, phase, result, timedOut ? 1 : 0, payload])
        hash = mix(hash ^ part);
      const kinds = ["ok", "block", "withdraw"] as const;
      const kind = below(hash, 4);
      return kind === 3 ? undefined : { do: kinds[kind], result: 1 + (hash & 127) };
    };

  const ratio = fc.nat(3).map((numerator) => ({ numerator, denominator: 5 }));
  const delay: fc.Arbitrary<Delay> = fc.oneof(
    fc.nat(3).map((ms) => ({ kind: "constant" as const, ms })),
    fc.nat(60).map((ms) => ({ kind: "uniform" as const, minMs: 0, maxMs: ms })),
    fc.constant({ kind: "uniform" as const, minMs: 0, maxMs: 200_000 }),
  );
  const message = fc.record({
    from: fc.nat(99),
    recipients: fc.oneof(
      fc.uniqueArray(fc.nat(99), { maxLength: 10 }),
      fc.shuffledSubarray(Array.from({ length: 100 }, (_, node) => node)),
    ),
    startMs: fc.nat(300),
  });

  it("makes the same visits for any rules, reactions and messages under way together", () => {
    const given = fc.record({
      rule: fc.record({ delay, loss: ratio, duplication: ratio }),
      timeoutMs: fc.constantFrom(1, 2, 30, 60, 1000, 100_000),
      messages: fc.array(message, { maxLength: 6, size: "max" }),
      salt: fc.nat(),
    });
    let total = 0;
    fc.assert(
      fc.property(given, ({ rule, timeoutMs, messages, salt }) => {
        const { queue, links, broadcasts } = machine(rule, timeoutMs);
        const host = capricious(salt);
        messages.forEach(({ from, recipients, startMs }, i) => {
          const list = Int32Array.from(recipients);
          broadcasts.start(from, i, list, list.length, i + 100, startMs);
        });
        const visits = run(queue, broadcasts, host);
        messages.forEach((sent, i) => {
          const expected = expectedVisits(
            links,
            { ...sent, payload: i, number: i + 100 },
            timeoutMs,
            host,
          );
          expect(visits.get(i) ?? []).toEqual(expected);
          total += expected.length;
        });
      }),
      { numRuns: 400, seed: 8 },
    );
    expect(total).toBeGreaterThan(50_000);
  });

  it("keeps its place while the host starts further broadcasts between visits", () => {
    const rule: LinkRule = { delay: { kind: "uniform", minMs: 1, maxMs: 50 } };
    const { queue, links, broadcasts } = machine(rule);
    const hundred = Int32Array.from({ length: 100 }, (_, node) => node);
    const started: { from: number; payload: number; startMs: number }[] = [];
    const send = (from: number) => {
      const payload = started.length;
      started.push({ from, payload, startMs: queue.atMs });
      broadcasts.start(from, payload, hundred, 100, payload);
    };
    send(0);
    // The first message is passed on by each recipient, which makes the memory grow meanwhile.
    const visits = run(queue, broadcasts, (visit, payload) => {
      if (visit.phase === ARRIVAL && payload === 0) send(visit.to);
      return undefined;
    });
    expect(started.length).toBe(100);
    for (const sent of started) {
      const message = { ...sent, number: sent.payload, recipients: [...hundred] };
      const expected = expectedVisits(links, message, 1000, () => undefined);
      expect(visits.get(sent.payload)).toEqual(expected);
    }
  });
});
