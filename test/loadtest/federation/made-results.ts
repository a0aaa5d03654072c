// Results of federation runs, made up, for tests of what is made of them.
import { Histogram } from "../../../loadtest/driver/histogram.ts";
import {
  signedLoadDefaults,
  type FanOutResult,
  type SignedLoadResult,
} from "../../../loadtest/federation/index.ts";
import { spreadOf } from "../../../loadtest/federation/fan-out-result.ts";

export function histogramOf(ms: number): Histogram {
  const histogram = new Histogram();
  for (let n = 0; n < 100; n++) histogram.record(ms + n / 10);
  return histogram;
}

const startMs = Date.parse("2026-01-01T00:00:00Z");
const none = { holes: 0, unknown: 0, refused: {}, outstandingMax: 4 };

/** A load of 10 PDU/s for ten seconds that was carried. */
export const carriedLoad: SignedLoadResult = {
  ...{ format: "rashomon-signed-load-1", target: { url: "http://127.0.0.1:1", name: "x" } },
  plan: { ...signedLoadDefaults, rooms: 5, durationMs: 10_000, manners: {} },
  provenance: { startedAt: "2026-01-01T00:00:00Z", machine: "m", versions: { node: "24" } },
  end: { how: "whole", why: "" },
  transactions: { due: 100, answered: 100, unsent: 0, waited: 0, failures: {} },
  pdus: { sent: 100, accepted: 100, visible: 100, ...none },
  ...{ busyMs: 10_200, visiblePerSecond: 9.8, answer: histogramOf(8), visible: histogramOf(120) },
  syncGaps: 0,
  series: Array.from({ length: 11 }, (_u, n) => {
    const due = Math.min(100, 10 * n);
    const visible = Math.max(0, due - 2 - (n % 2));
    return {
      ...{ atMs: 1_000 * n, due, sent: due, accepted: due, visible, outstanding: due - visible },
      ...{ visibleP50Ms: 120, visibleP95Ms: 130 },
    };
  }),
  samples: [
    { atMs: startMs, cpuMs: 1_000 },
    { atMs: startMs + 10_000, cpuMs: 5_000 },
  ],
  generator: { cpuMs: 900, eventLoopP99Ms: 4 },
};

/** Fan-out to four servers, one of them away for a while. */
export const madeFanOut: FanOutResult = {
  ...{ format: "rashomon-fan-out-1", target: carriedLoad.target, end: carriedLoad.end },
  provenance: carriedLoad.provenance,
  plan: {
    ...{ origins: 4, roomVersion: "12", rate: 1, phaseMs: 2_000, away: 1, catchUpMs: 9_000 },
    ...{ seed: "1", manners: {} },
  },
  phases: (["steady", "outage"] as const).map((name, n) => ({
    ...{ name, startMs: 2_000 * n, endMs: 2_000 * (n + 1), unsent: 0, origins: 4 - n },
    ...spreadOf(
      [0, 1_000].map((atMs) => {
        const sentMs = 2_000 * n + atMs;
        const delays = [10, 20, 30, ...(n === 0 ? [40] : [])];
        return { sentMs, arrivedMs: delays.map((delay) => sentMs + delay * (n + 1)) };
      }),
      { counted: [0, 1, 2, 3].slice(0, 4 - n), zeroMs: 0 },
    ),
    ...{ transactions: 8, pdusPerTransactionMean: 1, pdusPerTransactionMax: 1 },
    targetCpuMsPerMessage: 10 + 5 * n,
  })),
  catchUp: {
    ...{ startMs: 4_000, missing: 2, halfMs: 200, ninetyMs: 300, wholeMs: 300 },
    curve: [2, 2, 1, 0].map((missing, n) => ({ atMs: 100 * n, missing })),
    pdusPerTransactionMean: 2,
  },
};
