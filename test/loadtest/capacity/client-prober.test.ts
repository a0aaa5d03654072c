import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ClientProber } from "../../../loadtest/capacity/client-prober.ts";
import { isOver } from "../../../loadtest/capacity/probe-record.ts";
import { setStage } from "../../../loadtest/driver/set-stage.ts";
import { parseSlos } from "../../../loadtest/slo.ts";
import type { Stage } from "../../../loadtest/stage/stage.ts";
import { FakeHomeserver, sharedSecret } from "../fake-homeserver.ts";

let server: FakeHomeserver;
let stage: Stage;
beforeAll(async () => {
  server = await FakeHomeserver.start();
  const accounts = { kind: "shared secret", secret: sharedSecret } as const;
  stage = await setStage({ target: server.target, accounts, seed: "1", users: 4, rooms: 1 });
});
beforeEach(() => Object.assign(server.mood, { delayMs: undefined, fail: undefined }));
afterAll(() => server.stop());

const proberOf = (slo = "p95(send)<400ms, errors<1%", drainMs = 60_000) =>
  new ClientProber({
    ...{ stage, mix: { "create-and-invite": 1 }, slos: parseSlos(slo), seed: "1", listeners: 2 },
    ...{ warmUpMs: 0, windowMs: 1_000, drainMs },
  });
const probe = (prober = proberOf(), signal = new AbortController().signal) =>
  prober.probe({ phase: "narrow", rate: 8, n: 0 }, signal);
const signal = () => new AbortController().signal;

describe("a probe of a homeserver", () => {
  test("that is quick holds, with figures for tables", async () => {
    // So slow that it does not hold is no machine.
    const finding = (await probe(proberOf("p95(send)<400s, errors<1%")))!;
    expect(finding.refusals.filter(({ kind }) => kind !== "saturated generator")).toEqual([]);
    expect(finding.verdicts.map(({ slo }) => slo)).toEqual([
      "p95(send)<400000ms",
      "errors<1%",
      "backlog<2%",
    ]);
    expect(finding.verdicts[0].result).toBe("held");
    expect(finding.figures.achievedRate).toBeGreaterThan(0);
    expect(finding.figures.p95Ms).toBeGreaterThan(0);
    expect(finding.figures.othersCpuShare).toBeGreaterThanOrEqual(0);
  });

  test("that is slow is over, by the threshold that says so", async () => {
    server.mood.delayMs = 450;
    const { verdicts } = (await probe())!;
    expect(verdicts.find(({ result }) => result === "broken")?.slo).toBe("p95(send)<400ms");
  });

  test("that hangs before it comes to what is asked for is over, though nothing was measured", async () => {
    server.mood.hang = "/createRoom";
    const { verdicts } = (await probe(proberOf("p95(send)<400ms", 1_000)))!;
    server.mood.hang = undefined;
    expect(verdicts.map(({ result }) => result)).toEqual(["unknown", "broken"]);
    expect(verdicts[1].detail).toMatch(/^\d+ of \d+ journeys had not ended/);
  });

  test("that limits rates is refused, and failures are named", async () => {
    server.mood.fail = { path: "/send/", status: 429 };
    const finding = (await probe())!;
    expect(isOver(finding)).toBeUndefined();
    expect(finding.refusals[0]).toMatchObject({ kind: "rate limiter" });
    expect(Object.keys(finding.figures.failures!)).toEqual(["send http 429"]);
  });

  test("ends with the signal, without a finding", async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    expect(await probe(proberOf(), stop.signal)).toBeUndefined();
  });
});

describe("settling", () => {
  test("waits until light requests are quick again", async () => {
    const prober = proberOf();
    await probe(prober);
    server.mood.delayMs = 200;
    server.requests.length = 0;
    // It is quick again after as many requests as it takes to call a quick server quiet.
    const looking = setInterval(() => {
      if (server.requests.length > 18) server.mood.delayMs = undefined;
    }, 10);
    expect(await prober.settle(signal())).toBe(true);
    clearInterval(looking);
    expect(server.mood.delayMs).toBe(undefined);
  });

  test("ends with the signal", async () => {
    const stop = new AbortController();
    stop.abort();
    expect(await proberOf().settle(stop.signal)).toBe(false);
  });
});
