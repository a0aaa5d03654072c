import { describe, expect, test } from "vitest";
import { inboundFinding } from "../../../loadtest/capacity/inbound-prober.ts";
import { isOver } from "../../../loadtest/capacity/probe-record.ts";
import { Histogram } from "../../../loadtest/driver/histogram.ts";
import { signedLoadDefaults, type SignedLoadResult } from "../../../loadtest/federation/index.ts";
import { parseSlos } from "../../../loadtest/slo.ts";

const slos = parseSlos("lag.p95<2s, errors<0.1%");

function histogramOf(ms: number): Histogram {
  const histogram = new Histogram();
  for (let n = 0; n < 100; n++) histogram.record(ms + n / 10);
  return histogram;
}

/** A load of 10 PDU/s for ten seconds that was carried. */
const good: SignedLoadResult = {
  ...{ format: "rashomon-signed-load-1", target: { url: "http://127.0.0.1:1", name: "x" } },
  plan: { ...signedLoadDefaults, rooms: 5, durationMs: 10_000, manners: {} },
  ...{ startedAt: "2026-01-01T00:00:00Z", end: { how: "whole", why: "" } },
  transactions: { due: 100, answered: 100, unsent: 0, waited: 0, failures: {} },
  pdus: { sent: 100, accepted: 100, visible: 100, holes: 0, refused: {}, outstandingMax: 4 },
  ...{ busyMs: 10_200, visiblePerSecond: 9.8, answer: histogramOf(8), visible: histogramOf(120) },
  syncGaps: 0,
  backlog: Array.from({ length: 10 }, (_u, n) => ({ atMs: 1_000 * n, size: 2 + (n % 2) })),
  samples: [
    { atMs: 0, cpuMs: 1_000 },
    { atMs: 10_000, cpuMs: 5_000 },
  ],
  generator: { cpuMs: 900, eventLoopP99Ms: 4 },
};
const findingOf = (changes: Partial<SignedLoadResult>) =>
  inboundFinding({ ...good, ...changes }, { slos, warmUpMs: 2_000 });

describe("a probe from the federation's side", () => {
  test("that is carried holds, with what became visible as its rate", () => {
    const finding = findingOf({});
    expect(isOver(finding)).toBe(false);
    expect(finding.figures).toMatchObject({ achievedRate: 9.8, targetCpuShare: 0.4 });
    expect(finding.figures.lagP95Ms).toBeGreaterThan(120);
  });

  test("that was accepted and did not become visible is over: answers alone say nothing", () => {
    const late = findingOf({ visible: histogramOf(5_000) });
    expect(late.verdicts.filter(({ result }) => result === "broken").map(({ slo }) => slo)).toEqual(
      ["lag.p95<2000ms"],
    );
    const holes = findingOf({ pdus: { ...good.pdus, visible: 90, holes: 10 } });
    expect(holes.verdicts.find(({ result }) => result === "broken")?.slo).toBe("errors<0.1%");
    expect(
      findingOf({ pdus: { ...good.pdus, refused: { "ERROR 403": 1 } } }).verdicts[1].result,
    ).toBe("broken");
  });

  test("whose outstanding events grow is over by its backlog", () => {
    const backlog = good.backlog.map(({ atMs }) => ({ atMs, size: atMs / 200 }));
    expect(findingOf({ backlog }).verdicts.at(-1)).toMatchObject({
      slo: "backlog<2%",
      result: "broken",
    });
  });

  test("of a generator that did not keep up, or a target that is gone, says nothing", () => {
    const busy = findingOf({ generator: { cpuMs: 10_100, eventLoopP99Ms: 400 } });
    expect(busy.refusals[0].kind).toBe("saturated generator");
    const gone = findingOf({ end: { how: "target lost", why: "It is gone." } });
    expect(gone.refusals[0]).toMatchObject({ kind: "target lost", detail: "It is gone." });
    expect(isOver(gone)).toBeUndefined();
  });
});
