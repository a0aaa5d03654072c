import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeDriver } from "../../../loadtest/driver/node.ts";
import { listenRampMs } from "../../../loadtest/driver/probe.ts";
import { measuredOf, readResult, type LoadResult } from "../../../loadtest/driver/result.ts";
import { setStage } from "../../../loadtest/driver/set-stage.ts";
import { Histogram } from "../../../loadtest/driver/histogram.ts";
import { mergeResults, mergeSeries } from "../../../loadtest/fleet/merge.ts";
import type { Stage } from "../../../loadtest/stage/stage.ts";
import { FakeHomeserver, sharedSecret } from "../fake-homeserver.ts";

let server: FakeHomeserver;
let stage: Stage;
let results: readonly LoadResult[];
beforeAll(async () => {
  server = await FakeHomeserver.start();
  const accounts = { kind: "shared secret", secret: sharedSecret } as const;
  stage = await setStage({ target: server.target, accounts, seed: "1", users: 6, rooms: 2 });
  results = await Promise.all(Array.from({ length: of }, (_u, index) => load(index)));
});
afterAll(() => server.stop());

const of = 3;
const load = (index: number): Promise<LoadResult> =>
  nodeDriver({
    ...{
      stage,
      mix: { "create-and-invite": 1 },
      seed: "1",
      runId: "shared",
      listeners: 6,
      drainMs: 60_000,
    },
    ...{ listenRampMs: listenRampMs(6), inFlightMax: 50, segment: { index, of } },
    shape: [{ name: "steady", durationMs: 1_000, fromRate: 12, toRate: 12, measured: true }],
  });

describe("merging", () => {
  test("parts of one load sum up to the whole, and histograms are added bin by bin", () => {
    const { result, doubts } = mergeResults(results);
    expect(doubts).toEqual([]);
    expect(result.plan.generators).toBe(of);
    expect(result.end.how).toBe("whole");
    const [whole, ...parts] = [result, ...results].map(measuredOf);
    expect(whole.arrivals.started).toBe(12);
    expect(parts.map(({ arrivals }) => arrivals.started)).toEqual([4, 4, 4]);
    const sends = parts.reduce((sum, { requests }) => sum + requests["send"].count, 0);
    expect(whole.requests["send"].count).toBe(sends);
    // The same bins in the same histogram, whatever the order of adding.
    const again = new Histogram();
    for (const { requests } of parts.toReversed()) again.add(requests["send"].latency);
    expect(whole.requests["send"].latency.toJSON()).toBe(again.toJSON());
    // A message is sent by one generator and seen by listeners of the others.
    expect(whole.lag.count).toBeGreaterThan(0);
    const read = readResult(JSON.stringify(result));
    expect(measuredOf(read).latencyMs(0.95)).toBe(whole.latencyMs(0.95));
  });

  test("arrivals that nobody has are a doubt, where parts are said to be all", () => {
    const two = results.slice(0, 2).map((result, index) => ({
      ...result,
      plan: { ...result.plan, segment: { index, of: 2 } },
    }));
    expect(mergeResults(two).doubts.join()).toContain("12 arrivals were due, and 8 are in these");
  });

  test("what is not one load is refused, with what differs", () => {
    const [one, second] = results;
    const other = { ...second, plan: { ...second.plan, runId: "another" } };
    expect(() => mergeResults([one, other])).toThrow("their runId differs");
    expect(() => mergeResults([one, one])).toThrow("Part 1/3 is there more than once");
    const { segment: _segment, ...plan } = one.plan;
    expect(() => mergeResults([{ ...one, plan }])).toThrow("only parts can be merged");
    expect(() => mergeResults([])).toThrow("no result");
  });

  test("a missing part and a late start are doubts", () => {
    const [one] = results;
    const late = { ...one, startedAt: new Date(Date.parse(one.startedAt) + 5_000).toISOString() };
    const second = { ...late, plan: { ...late.plan, segment: { index: 1, of } } };
    const { result, doubts } = mergeResults([one, second]);
    expect(doubts.join(" ")).toMatch(/Part 3\/3 is missing.*5\.0 s apart/);
    expect(result.end.how).toBe("stopped");
  });

  test("rows of the series add up by their time", () => {
    const row = (atMs: number, started: number) => {
      const latency = new Histogram(2);
      latency.record(started);
      const lag = new Histogram(2);
      return {
        atMs,
        lengthMs: 1_000,
        started,
        dropped: 1,
        inFlight: 2,
        requests: 3,
        failed: 0,
        latency,
        lag,
      };
    };
    const series = mergeSeries([
      [row(0, 5), row(1_000, 6)],
      [row(1_000, 7), row(2_000, 8)],
    ]);
    expect(series.map(({ atMs, started, dropped }) => [atMs, started, dropped])).toEqual([
      [0, 5, 1],
      [1_000, 13, 2],
      [2_000, 8, 1],
    ]);
    expect(series[1].latency.count).toBe(2);
  });
});
