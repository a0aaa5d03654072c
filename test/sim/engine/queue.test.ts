import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Queue } from "../../../sim/engine/queue.ts";

/** What comes out of a queue: time, kind and the three integers. */
type Entry = [atMs: number, kind: number, a: number, b: number, c: number];

/** The literal queue: a list that is searched for its least entry every time. */
class SlowQueue {
  atMs = 0;
  readonly waiting: { entry: Entry; order: number }[] = [];
  #pushes = 0;

  push(entry: Entry): number {
    this.waiting.push({ entry, order: this.#pushes });
    return this.#pushes++;
  }

  cancel(order: number): boolean {
    const place = this.waiting.findIndex((item) => item.order === order);
    if (place >= 0) this.waiting.splice(place, 1);
    return place >= 0;
  }

  least(): { entry: Entry; order: number } | undefined {
    return this.waiting.toSorted((x, y) => x.entry[0] - y.entry[0] || x.order - y.order)[0];
  }

  next(): Entry | undefined {
    const least = this.least();
    if (least === undefined) return undefined;
    this.cancel(least.order);
    this.atMs = least.entry[0];
    return least.entry;
  }
}

function popped(queue: Queue): Entry | undefined {
  if (!queue.next()) return undefined;
  return [queue.atMs, queue.kind, queue.a, queue.b, queue.c];
}

function drain(queue: Queue): Entry[] {
  const entries: Entry[] = [];
  for (let entry = popped(queue); entry !== undefined; entry = popped(queue)) entries.push(entry);
  return entries;
}

const dayMs = 86_400_000;

/** Delays that hit the present, the edge of the wheel on both sides, and days. */
const delayMs = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 500 }),
  fc.integer({ min: 65_530, max: 65_540 }),
  fc.integer({ min: 131_065, max: 131_080 }),
  fc.integer({ min: 0, max: 7 * dayMs }),
);

const command = fc.oneof(
  { weight: 5, arbitrary: delayMs.map((ms) => ({ do: "push" as const, ms })) },
  { weight: 4, arbitrary: fc.constant({ do: "next" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "peek" as const }) },
  { weight: 2, arbitrary: fc.nat().map((which) => ({ do: "cancel" as const, which })) },
);

describe("Queue", () => {
  it("does what a sorted list does, for any pushes, pops, peeks and cancels", () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 300, size: "max" }), (commands) => {
        const queue = new Queue();
        const slow = new SlowQueue();
        const tickets: { fast: number; slow: number }[] = [];
        commands.forEach((step, i) => {
          if (step.do === "push") {
            const entry: Entry = [queue.atMs + step.ms, i & 7, i, ~i, i * 1000];
            tickets.push({ fast: queue.push(...entry), slow: slow.push(entry) });
          } else if (step.do === "next") {
            expect(popped(queue)).toEqual(slow.next());
            expect(queue.atMs).toBe(slow.atMs);
          } else if (step.do === "peek") {
            expect(queue.peekMs()).toBe(slow.least()?.entry[0] ?? -1);
          } else if (tickets.length > 0) {
            const ticket = tickets[step.which % tickets.length];
            expect(queue.cancel(ticket.fast)).toBe(slow.cancel(ticket.slow));
          }
          expect(queue.size).toBe(slow.waiting.length);
        });
        while (slow.waiting.length > 0) expect(popped(queue)).toEqual(slow.next());
        expect(queue.next()).toBe(false);
      }),
      { numRuns: 200, seed: 20261122 },
    );
  });

  it("lets a far entry out before one that was pushed later for the same ms from nearby", () => {
    const queue = new Queue();
    queue.push(100_000, 1, 0, 0, 0);
    queue.push(40_000, 2, 0, 0, 0);
    expect(popped(queue)?.[1]).toBe(2);
    // 100,000 is within reach now, so this push goes to the wheel directly.
    queue.push(100_000, 3, 0, 0, 0);
    expect(drain(queue).map(([, kind]) => kind)).toEqual([1, 3]);
  });

  it("keeps the order of push among 100,000 entries of one ms, near and far", () => {
    for (const atMs of [5, 3 * dayMs]) {
      const queue = new Queue();
      for (let i = 0; i < 100_000; i++) queue.push(atMs, 0, i, 0, 0);
      expect(drain(queue).every(([, , a], i) => a === i)).toBe(true);
    }
  });

  it("refuses the past, fractions and what is no number, and names the time", () => {
    const queue = new Queue();
    queue.push(10, 0, 0, 0, 0);
    queue.next();
    expect(() => queue.push(9, 0, 0, 0, 0)).toThrow(/pushed for 9 ms.*from 10 ms/);
    expect(() => queue.push(10.5, 0, 0, 0, 0)).toThrow(RangeError);
    expect(() => queue.push(NaN, 0, 0, 0, 0)).toThrow(RangeError);
    expect(() => queue.push(Infinity, 0, 0, 0, 0)).toThrow(RangeError);
    expect(() => queue.push(2 ** 53, 0, 0, 0, 0)).toThrow(RangeError);
    expect(queue.size).toBe(0);
  });

  it("works at times beyond 2³² ms", () => {
    const queue = new Queue();
    const centuryMs = 36_525 * dayMs;
    queue.push(centuryMs, 1, 0, 0, 0);
    expect(popped(queue)?.[0]).toBe(centuryMs);
    queue.push(centuryMs + 7, 2, 0, 0, 0);
    queue.push(centuryMs + 70_000, 3, 0, 0, 0);
    expect(queue.peekMs()).toBe(centuryMs + 7);
    expect(drain(queue).map(([atMs]) => atMs - centuryMs)).toEqual([7, 70_000]);
  });

  it("does not take a ticket of an entry that came out for its successor in memory", () => {
    const queue = new Queue();
    const old = queue.push(1, 0, 0, 0, 0);
    queue.next();
    queue.push(2, 0, 0, 0, 0);
    expect(queue.cancel(old)).toBe(false);
    expect(queue.size).toBe(1);
    expect(queue.cancel(-1)).toBe(false);
    expect(queue.cancel(999)).toBe(false);
  });

  it("does not move the present by looking ahead, nor by cancelled entries", () => {
    const queue = new Queue();
    for (const atMs of [50, 90_000, 400_000]) queue.cancel(queue.push(atMs, 0, 0, 0, 0));
    queue.push(500_000, 1, 0, 0, 0);
    expect(queue.peekMs()).toBe(500_000);
    expect(queue.atMs).toBe(0);
    queue.push(0, 2, 0, 0, 0);
    expect(drain(queue).map(([, kind]) => kind)).toEqual([2, 1]);
  });

  it("reuses the memory of far timers that are always cancelled", () => {
    const queue = new Queue();
    // A million retry timers of ten minutes of which none is ever due. The entry is the lower part
    // of a ticket, so its greatest value shows how many were in use at once.
    let greatest = 0;
    for (let i = 0; i < 1_000_000; i++) {
      const ticket = queue.push(600_000, 0, i, 0, 0);
      greatest = Math.max(greatest, ticket % 2 ** 25);
      queue.cancel(ticket);
    }
    expect(greatest).toBeLessThan(200);
    expect(queue.size).toBe(0);
    expect(queue.next()).toBe(false);
  });
});
