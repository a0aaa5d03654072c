import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runProbe, type Probe } from "../../../loadtest/driver/probe.ts";
import { measuredOf, readResult } from "../../../loadtest/driver/result.ts";
import { setStage } from "../../../loadtest/driver/set-stage.ts";
import { judgeSlo, parseSlos } from "../../../loadtest/slo.ts";
import { secretsOf, type Stage } from "../../../loadtest/stage/stage.ts";
import { FakeHomeserver, sharedSecret } from "../fake-homeserver.ts";

let server: FakeHomeserver;
let stage: Stage;
let probe: Probe;

beforeEach(async () => {
  server = await FakeHomeserver.start();
  const accounts = { kind: "shared secret", secret: sharedSecret } as const;
  stage = await setStage({ target: server.target, seed: "1", users: 8, accounts });
  server.requests.length = 0;
  probe = {
    ...{ stage, mix: { "create-and-invite": 1 }, ratePerSecond: 40, seed: "1" },
    ...{ warmUpMs: 250, windowMs: 500, drainMs: 60_000, listeners: 8 },
  };
});

afterEach(() => server.stop());

describe("a probe", () => {
  test("begins every arrival of the window, ends them, and sees the messages arrive", async () => {
    const result = await runProbe(probe);
    const window = result.phases[1];
    expect(result.end).toEqual({ how: "whole", why: "" });
    expect(window.arrivals).toEqual({ started: 20, finished: 20, dropped: 0, unfinished: 0 });
    expect(result.phases[0].arrivals.started).toBe(10);
    expect(window.requests["send"].count).toBe(20);
    // Two guests, who both listen, see each of the messages.
    expect(window.lag.count).toBe(40);
    const sent = server.requests.filter(({ path }) => path.includes("/send/"));
    expect(sent).toHaveLength(30);
    const measured = measuredOf(result);
    expect(measured.errorShare()).toBe(0);
    expect(measured.latencyMs(0.5, "send")).toBeGreaterThan(0);
  });

  test("counts time from when a request was due, so that a slow server is not excused", async () => {
    server.mood.delayMs = 60;
    const { phases, generator } = await runProbe(probe);
    expect(phases[1].requests["create-room"].latency.quantileMs(0)).toBeGreaterThan(58);
    expect(generator.openMean).toBeGreaterThan(0);
    expect(generator.rateTimesLatency).toBeGreaterThan(0);
  });

  test("is judged by thresholds, which a failing route breaks", async () => {
    server.mood.fail = { path: "/send/", status: 429 };
    const result = await runProbe(probe);
    const verdicts = parseSlos("errors(send)<1%, errors(join)<1%, dropped<1").map((slo) =>
      judgeSlo(slo, measuredOf(result)),
    );
    expect(verdicts.map(({ result }) => result)).toEqual(["broken", "held", "held"]);
    expect(result.phases[1].requests["send"].failures).toEqual({ "http 429": 20 });
  });

  test("drops what it cannot begin, and says so", async () => {
    server.mood.hang = "/createRoom";
    const result = await runProbe(
      { ...probe, ratePerSecond: 200, warmUpMs: 0, drainMs: 100 },
      {
        driver: async (plan, hooks) => {
          const { nodeDriver } = await import("../../../loadtest/driver/node.ts");
          return nodeDriver({ ...plan, inFlightMax: 30 }, hooks);
        },
      },
    );
    expect(measuredOf(result).arrivals).toEqual({
      ...{ started: 30, finished: 0, dropped: 70, unfinished: 30 },
    });
    // What had no answer by the end of the drain failed.
    expect(result.phases[0].requests["create-room"].failures).toEqual({ unanswered: 30 });
  });

  test("ends at once when it is told to, with what it has", async () => {
    server.mood.hang = "/join/";
    const stop = new AbortController();
    // Told when the window's first rooms are made: ten are of the warm-up.
    const joins = () => server.requests.filter(({ path }) => path.includes("/join/")).length;
    const asking = setInterval(() => {
      if (joins() < 40) return;
      clearInterval(asking);
      stop.abort();
    }, 20);
    // Left alone it takes an hour.
    const result = await runProbe({ ...probe, windowMs: 3_600_000 }, { signal: stop.signal });
    expect(result.end.how).toBe("stopped");
    expect(result.phases[1].requests["create-room"].count).toBeGreaterThan(0);
    expect(result.phases[1].requests["join"]).toBeUndefined();
  });

  test("ends when the server is gone", async () => {
    setTimeout(() => void server.stop(), 500);
    const result = await runProbe({ ...probe, windowMs: 60_000 });
    expect(result.end.how).toBe("target lost");
    expect(result.end.why).toContain("refuses connections");
    expect(result.phases[1].requests["create-room"].failures["refused"]).toBeGreaterThan(10);
  });

  test("is written and read back without loss, and holds no secret", async () => {
    const result = await runProbe(probe);
    const text = JSON.stringify(result);
    expect(JSON.stringify(readResult(text))).toBe(text);
    expect(readResult(text).phases[1].lag.quantileMs(0.5)).toBe(
      result.phases[1].lag.quantileMs(0.5),
    );
    for (const secret of secretsOf(stage)) expect(text).not.toContain(secret);
  });

  test("is shared by two generators that together begin what one would", async () => {
    const runId = "r1";
    const bodies = async (segment?: { index: number; of: number }) => {
      server.requests.length = 0;
      await runProbe({ ...probe, runId, listeners: 0, ...(segment && { segment }) });
      return server.requests.map(({ method, path, body }) => `${method} ${path} ${body}`);
    };
    const unstamped = (list: string[]) => list.map((l) => l.replace(/"sent":\d+/, "")).sort();
    const whole = unstamped(await bodies());
    const parts = [...(await bodies({ index: 0, of: 2 })), ...(await bodies({ index: 1, of: 2 }))];
    expect(unstamped(parts)).toEqual(whole);
  });
});
