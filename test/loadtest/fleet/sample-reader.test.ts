import { expect, test } from "vitest";
import { measuredOf } from "../../../loadtest/driver/result.ts";
import { mergeResults } from "../../../loadtest/fleet/merge.ts";
import { SampleReader } from "../../../loadtest/fleet/sample-reader.ts";
import type { Job } from "../../../loadtest/matrix/job.ts";

const job: Job = {
  plan: {
    ...{ mix: { chat: 1 }, seed: "1", runId: "r", listeners: 0, listenRampMs: 0, drainMs: 1_000 },
    ...{ inFlightMax: 10, insecure: false, thresholds: "" },
    shape: [{ name: "steady", durationMs: 2_000, fromRate: 2, toRate: 2, measured: true }],
  },
  stage: {
    ...{ format: "rashomon-stage-1", seed: "1", target: "http://127.0.0.1:1", serverName: "x" },
    ...{ features: [], users: [], rooms: [] },
  },
};

const beginMs = Date.parse("2026-01-01T00:00:00Z");

/** A line of k6's output. */
const line = (metric: string, atMs: number, value: number, tags: Record<string, string> = {}) =>
  `${JSON.stringify({ metric, type: "Point", data: { time: new Date(beginMs + atMs).toISOString(), value, tags } })}\n`;

const samplesOf = (latency: number) =>
  line("load_begins_ms", 0, beginMs) +
  line("journeys_started", 100, 1, { phase: "0", journey: "chat" }) +
  line("http_req_duration", 300, latency, { phase: "0", name: "send", expected_response: "true" }) +
  line("http_req_duration", 900, 2 * latency, {
    phase: "0",
    name: "send",
    expected_response: "false",
    status: "500",
  }) +
  line("requests_held_ms", 980, 4 * latency, { phase: "0" }) +
  line("lag_ms", 950, 40, { phase: "0" }) +
  line("watch_late_ms", 960, 3 * latency) +
  line("journeys_finished", 990, 1, { phase: "0", journey: "chat" });

test("k6's samples of two processes become one result", () => {
  const parts = [10, 30].map((latency, index) => {
    const reader = new SampleReader(job, { index, of: 2 });
    const text = samplesOf(latency);
    // Pieces of a file end anywhere.
    for (let at = 0; at < text.length; at += 37) reader.take(text.slice(at, at + 37));
    return reader.result()!;
  });
  const { result } = mergeResults(parts);
  const measured = measuredOf(result);
  expect(measured.requests["send"].count).toBe(4);
  expect(measured.requests["send"].failures).toEqual({ "http 500": 2 });
  expect(measured.lag.count).toBe(2);
  expect(measured.arrivals).toMatchObject({ started: 2, finished: 2 });
  expect(Math.round(measured.latencyMs(1, "send")!)).toBe(60);
  // Of two seconds in each: open for 3 × 10 and 3 × 30 ms, and held for 4 × as long.
  expect(result.generator.openMean).toBeCloseTo(0.06);
  expect(result.generator.rateTimesLatency).toBeCloseTo(0.06 + 0.08);
  // Of lateness the worst generator's counts.
  expect(result.generator.eventLoopP99Ms).toBeCloseTo(90, 0);
  expect(result.series.map(({ requests }) => requests)).toEqual([4, 0, 0]);
});

test("a file in which no load begins is no result", () => {
  expect(new SampleReader(job, { index: 0, of: 1 }).result()).toBeUndefined();
});
