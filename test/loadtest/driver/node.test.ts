import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeDriver } from "../../../loadtest/driver/node.ts";
import { setStage } from "../../../loadtest/driver/set-stage.ts";
import { profiles } from "../../../loadtest/profiles/index.ts";
import { parseSlos } from "../../../loadtest/slo.ts";
import type { Stage } from "../../../loadtest/stage/stage.ts";
import { FakeHomeserver, sharedSecret } from "../fake-homeserver.ts";

let server: FakeHomeserver;
let stage: Stage;

beforeAll(async () => {
  server = await FakeHomeserver.start();
  const accounts = { kind: "shared secret", secret: sharedSecret } as const;
  stage = await setStage({ target: server.target, seed: "1", users: 6, accounts });
});
afterAll(() => server.stop());

test("the breakpoint profile ends at the step that breaks a threshold, and names it", async () => {
  const plan = {
    ...{ stage, mix: { "page-load": 1 }, seed: "1", runId: "b", listeners: 0, listenRampMs: 0 },
    ...{ shape: profiles.breakpoint.shape(10, 40_000), drainMs: 100, inFlightMax: 1_000 },
    abortOn: parseSlos("errors<1%, p95<500s"),
  };
  // From the second step on: the first begins twenty page loads.
  const failing = setInterval(() => {
    const loads = server.requests.filter(({ path }) => path.includes("/devices")).length;
    if (loads > 20) server.mood.fail = { path: "/devices", status: 503 };
  }, 10);
  const { end, phases } = await nodeDriver(plan).finally(() => clearInterval(failing));
  expect(end).toEqual({
    how: "threshold broken",
    why: expect.stringMatching(/^In the phase .*, errors was/),
  });
  const reached = phases.filter(({ arrivals }) => arrivals.started > 0);
  expect(reached.length).toBeGreaterThan(1);
  expect(reached.length).toBeLessThan(phases.length);
  expect(reached.at(-1)?.requests["devices"].failures["http 503"]).toBeGreaterThan(0);
});
