import { expect, test } from "vitest";
import { carriedBy } from "../../../loadtest/capacity/client-gauge.ts";
import { ClientProber } from "../../../loadtest/capacity/client-prober.ts";
import type { PhaseResult } from "../../../loadtest/driver/result.ts";
import { setStage } from "../../../loadtest/driver/set-stage.ts";
import { parseSlos } from "../../../loadtest/slo.ts";
import { FakeHomeserver, sharedSecret } from "../fake-homeserver.ts";

const step = (fromRate: number, started: number) =>
  ({ phase: { fromRate }, arrivals: { started } }) as PhaseResult;

test("a gauge lies between the step that gave way and the one before", () => {
  const phases = [step(4, 12), step(8, 24), step(16, 5), step(32, 0)];
  const gave = carriedBy({ end: { how: "threshold broken", why: "" }, phases }, 32);
  expect([gave > 8, gave < 16]).toEqual([true, true]);
  expect(carriedBy({ end: { how: "whole", why: "" }, phases }, 32)).toBe(32);
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
