// Delays between servers are those of the arrivals, to a tenth; partitions stand out.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { TraceRecord } from "../../../sim/trace/records.ts";
import { delaysOf } from "../../../viz/model/delays.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { dagRecords } from "../random-dag.ts";
import { scenarioModel } from "../scenario-models.ts";

const [meta, event] = dagRecords([{ server: 0, waitMs: 0, back: [] }]);

/** Events that one server makes and another takes in, each after its delay. */
function sent(delays: readonly number[]): TraceRecord[] {
  if (event.kind !== "event") throw new Error("no event");
  const events = delays.map((_, index) => ({ ...event, index, id: `$${index}` }));
  const arrivals = delays.map((delayMs, index): TraceRecord => {
    const atMs = event.atMs + delayMs;
    return { kind: "arrive", atMs, server: 1, event: index, via: "send", verdict: "accepted" };
  });
  return [meta, ...events, ...arrivals];
}

test("median, 95 % and most are those of the list, to a tenth", () => {
  const delays = fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(delays, (list) => {
      const pair = delaysOf(buildModel(sent(list)), 0).pairs[0][1];
      const sorted = list.toSorted((a, b) => a - b);
      const within = (share: number) => sorted[Math.ceil(share * sorted.length) - 1];
      expect(pair).toMatchObject({ from: 0, to: 1, events: list.length, failed: 0 });
      expect(pair?.maxMs).toBe(sorted.at(-1));
      for (const [told, exact] of [
        [pair?.medianMs ?? -1, within(0.5)],
        [pair?.p95Ms ?? -1, within(0.95)],
      ]) {
        expect(Math.abs(told - exact)).toBeLessThanOrEqual(1 + 0.1 * exact);
      }
    }),
  );
});

test("over a netsplit the sides are late, neighbours are not, and nobody is late to themselves", () => {
  const model = scenarioModel("netsplit-ban");
  const { pairs, servers, leftOut } = delaysOf(model, 0);
  expect([servers, leftOut]).toEqual([[0, 1, 2], 0]);
  expect(pairs[0][0]).toBeUndefined();
  expect(pairs[0][1]?.maxMs).toBeGreaterThan(60_000);
  expect(pairs[1][2]?.maxMs).toBeLessThan(10_000);
  expect(pairs[0][1]?.failed).toBeGreaterThan(0);
});

test("of too many servers those are kept to which events come latest", () => {
  const model = scenarioModel("netsplit-ban");
  const { servers, leftOut } = delaysOf(model, 0, 2);
  expect(leftOut).toBe(1);
  expect(servers.length).toBe(2);
});
