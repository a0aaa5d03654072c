import { describe, expect, test } from "vitest";
import { Recorder } from "../../../loadtest/driver/recorder.ts";
import type { LoadEnd, LoadResult } from "../../../loadtest/driver/result.ts";
import { judge } from "../../../loadtest/report/judgement.ts";
import { junitOf } from "../../../loadtest/report/junit.ts";
import { pageOf } from "../../../loadtest/report/page.ts";
import { textOf } from "../../../loadtest/report/text.ts";
import { parseSlos } from "../../../loadtest/slo.ts";

const hostile = '<img src=x onerror=alert(1)>"';

/** A result of twenty rows in which `send` takes as many ms as it is told. */
function resultOf(
  sendMs: number,
  { end, name = "send" }: { end?: LoadEnd; name?: string } = {},
): LoadResult {
  const shape = [
    { name: "warm-up", durationMs: 5_000, fromRate: 0, toRate: 2, measured: false },
    { name: "steady", durationMs: 15_000, fromRate: 2, toRate: 2, measured: true },
  ];
  const recorder = new Recorder(shape);
  recorder.openRow(0);
  for (let second = 1; second <= 20; second++) {
    const phase = second <= 5 ? 0 : 1;
    recorder.started(phase, "chat");
    recorder.request({ ...{ name, phase, ms: sendMs, failure: undefined }, longPoll: false });
    recorder.request({ ...{ name: "sync", phase, ms: 9_000, failure: undefined }, longPoll: true });
    recorder.seen(sendMs * 2, phase);
    recorder.finished(phase, "chat");
    recorder.closeRow(second * 1_000, { cpuShare: 0.5, memoryBytes: 1e8 });
  }
  return {
    ...{ format: "rashomon-load-1", driver: "node", startedAt: "2026-01-02T03:04:05.678Z" },
    plan: {
      ...{ target: "http://127.0.0.1:8008", serverName: hostile, users: 3, rooms: 2, listeners: 3 },
      ...{ mix: { chat: 1 }, shape, drainMs: 1_000, seed: hostile, stageSeed: "1", runId: "r" },
      generators: 1,
    },
    end: end ?? { how: "whole", why: "" },
    ...{ phases: recorder.phases(), series: recorder.series },
    generator: { cpuMs: 40, requests: 40, eventLoopP99Ms: 1, openMean: 0.1, rateTimesLatency: 0.1 },
    provenance: { machine: "m", workloadHash: "w", stageHash: "s" },
    versions: { rashomon: "0", node: "24", target: hostile },
  };
}

const slos = parseSlos("p95(send)<500ms, lag.p95<2s, errors<1%, p95(join)<1s");
const show = (result: LoadResult) =>
  pageOf({ profile: "average", result, slos, judgement: judge(result, slos), again: hostile });

describe("the report's page", () => {
  test("shows the verdict, seven plots, and the figures of the measured phase only", () => {
    const page = show(resultOf(120));
    expect(page).toContain("all that was measured held");
    expect(page.match(/<figure>/g)).toHaveLength(7);
    expect(page).toMatch(/<code>send<\/code><\/td><td class="number">15<\/td>/);
    expect(page).toContain("p95(send) was 120 ms, 24 % of 500 ms");
    expect(page).toContain("p95(join): nothing was measured");
  });

  test("never lets what servers and users say become markup", () => {
    const page = show(resultOf(120, { name: hostile }));
    expect(page).not.toContain("<img");
    expect(page).toContain("&lt;img src=x onerror=alert(1)&gt;&quot;");
  });

  test("says at the top why a run is incomplete, and what to doubt", () => {
    const end = { how: "target lost", why: "The target is lost: it refuses connections." } as const;
    const lost = show(resultOf(120, { end }));
    expect(lost).toContain('<span class="chip incomplete">incomplete</span>');
    expect(lost).toContain(
      '<li class="bad">The target is lost: it refuses connections. Look into the server',
    );
    const result = resultOf(120);
    const generator = { ...result.generator, eventLoopP99Ms: 80, openMean: 9 };
    const { doubts } = judge({ ...result, generator }, slos);
    expect(doubts).toEqual([
      expect.stringContaining("1 % of its turns came 80 ms late"),
      expect.stringContaining("Little's law does not hold: 9.0 requests were open"),
    ]);
  });

  test("holds no path with a number that is none", () => {
    expect(show(resultOf(0))).not.toMatch(/NaN|Infinity|undefined/);
    const empty = { ...resultOf(1), series: [], phases: [] };
    expect(show(empty)).not.toMatch(/NaN|Infinity|undefined/);
    expect(judge(empty, slos).outcome).toBe("incomplete");
  });
});

test("a threshold that was asked for and met no request leaves a run incomplete", () => {
  const result = resultOf(120);
  const judgement = judge(result, slos, parseSlos("p95(join)<1s, lag.p95<2s"));
  expect(judgement).toMatchObject({ outcome: "incomplete", blind: ["p95(join)<1000ms"] });
  const page = pageOf({ profile: "average", result, slos, judgement, again: "" });
  expect(page).toContain('<li class="bad">Nothing was measured for p95(join)&lt;1000ms');
  expect(textOf(result, judgement)).toContain("! Nothing was measured for p95(join)<1000ms");
  expect(junitOf("average", result, judgement)).toContain('errors="1" skipped="0"');
  // What is broken is broken, whatever else is not known.
  expect(judge(resultOf(700), slos, slos).outcome).toBe("broken");
});

test("a run that ended in its warm-up says that nothing of it counts", () => {
  const result = resultOf(120);
  const [warmUp, steady] = result.phases;
  const none = { started: 0, finished: 0, dropped: 0, unfinished: 0 };
  const early = { ...result, phases: [warmUp, { ...steady, arrivals: none, requests: {} }] };
  expect(textOf(early, judge(early, slos))).toContain("! It ended in the warm-up");
  expect(show(early)).toContain("its 5 journeys are in the plots only");
  expect(show(early)).not.toContain("<h2>Requests</h2>");
  expect(show(result)).not.toContain("warm-up, which does not count");
});

test("JUnit has one case a threshold and one for the run", () => {
  const result = resultOf(700);
  const xml = junitOf("average", result, judge(result, slos));
  expect(xml).toContain('tests="5" failures="1" errors="0" skipped="1"');
  expect(xml).toContain('name="p95(send)&lt;500ms"><failure message="p95(send) was 700 ms');
});

test("the terminal says the same as the page", () => {
  const result = resultOf(700);
  const text = textOf(result, judge(result, slos));
  expect(text).toMatch(/✗ BROKEN {2}p95\(send\)<500ms +p95\(send\) was 700 ms, 140 % of 500 ms/);
  expect(text).toContain("lag: 15 messages seen by others, p50 1.4 s");
});

test("doubts name journeys that never happened, and thresholds that the slowest of a few broke", () => {
  const result = resultOf(700);
  const rarely = { ...result, plan: { ...result.plan, mix: { chat: 9, media: 1, presence: 0.1 } } };
  const wanted = [
    expect.stringContaining("Of the mix never happened: media."),
    expect.stringContaining("the slowest one decided: p95(send)<500ms by 15."),
  ];
  expect(judge(rarely, slos).doubts).toEqual(wanted);
  // Of fifteen the median is no single one's, and what holds by the slowest holds by all.
  expect(judge(result, parseSlos("p50(send)<500ms, p95(send)<5s")).doubts).toEqual([]);
});
