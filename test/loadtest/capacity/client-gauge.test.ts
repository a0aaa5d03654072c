import { expect, test } from "vitest";
import { carriedBy } from "../../../loadtest/capacity/client-gauge.ts";
import { ClientProber } from "../../../loadtest/capacity/client-prober.ts";
import type { PhaseResult } from "../../../loadtest/driver/result.ts";
import { setStage } from "../../../loadtest/driver/set-stage.ts";
import { parseSlos } from "../../../loadtest/slo.ts";
import { histogramOf } from "../federation/made-results.ts";
import { FakeHomeserver, sharedSecret } from "../fake-homeserver.ts";

function step(fromRate: number, ms: number): PhaseResult {
  const latency = histogramOf(ms);
  return {
    phase: { name: "x", durationMs: 1, fromRate, toRate: fromRate, measured: true },
    arrivals: { started: 1, finished: 1, dropped: 0, unfinished: 0 },
    ...{ journeys: {}, lag: histogramOf(1), gaps: 0 },
    requests: { send: { count: 100, failures: {}, latency, longPoll: false } },
  };
}

test("a gauge lies between the first step that gave way and the one before", () => {
  const slos = parseSlos("p95<500ms");
  const phases = [step(4, 10), step(8, 200), step(16, 900), step(32, 4_000)];
  const gave = carriedBy({ phases }, { slos, most: 32 });
  expect([gave > 8, gave < 16]).toEqual([true, true]);
  expect(carriedBy({ phases: phases.slice(0, 2) }, { slos, most: 32 })).toBe(32);
});

test("of a server whose sends are all too slow it ends long before the highest rate", async () => {
  const server = await FakeHomeserver.start();
  try {
    const accounts = { kind: "shared secret", secret: sharedSecret } as const;
    const stage = await setStage({
      target: server.target,
      accounts,
      seed: "1",
      users: 4,
      rooms: 1,
    });
    server.mood.delayMs = 300;
    const prober = new ClientProber({
      ...{ stage, mix: { "create-and-invite": 1 }, slos: parseSlos("p95<200ms"), seed: "1" },
      ...{ warmUpMs: 0, windowMs: 1_000, drainMs: 500, listeners: 1 },
    });
    const order = { phase: "gauge", rate: 512, n: 0 } as const;
    const finding = await prober.probe(order, new AbortController().signal);
    expect(finding).toMatchObject({ verdicts: [], refusals: [] });
    expect(finding!.figures.achievedRate).toBeLessThan(100);
  } finally {
    await server.stop();
  }
});
