// `rashomon load` with real k6 and a real Synapse: both drivers do every journey and measure lag,
// they send the same requests for the same seed, a dying server and Ctrl-C end in a report, and the
// report looks as it should in a browser.
import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { findingOf } from "../../loadtest/capacity/client-prober.ts";
import { k6Driver } from "../../loadtest/driver/k6.ts";
import { nodeDriver } from "../../loadtest/driver/node.ts";
import { runProbe } from "../../loadtest/driver/probe.ts";
import { measuredOf, readResult, type LoadResult } from "../../loadtest/driver/result.ts";
import { setStage } from "../../loadtest/driver/set-stage.ts";
import { journeyNames } from "../../loadtest/journeys/index.ts";
import { k6Path } from "../../sim/bridge/real-parts.ts";
import { parseSlos } from "../../loadtest/slo.ts";
import { startSynapses, type Synapses } from "../../sim/bridge/synapse/index.ts";
import { FakeHomeserver, sharedSecret } from "../loadtest/fake-homeserver.ts";
import { patienceMs, startChromium } from "./chromium.ts";
import { until } from "./until.ts";

const root = join(import.meta.dirname, "..", "..");
const shots = join(root, "out", "screenshots");
const folder = mkdtempSync(join(tmpdir(), "rashomon-load-"));
let synapses: Synapses;

beforeAll(async () => {
  synapses = await startSynapses({ count: 1 });
});
afterAll(async () => {
  await synapses?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
});

/** Runs the command as a process of its own; a signal presses its Ctrl-C. */
function rashomon(argv: readonly string[], interrupt?: AbortSignal): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, "sim/cli/main.ts"), ...argv], { cwd: folder });
  running.add(child);
  let [out, err] = ["", ""];
  child.stdout.on("data", (data) => (out += String(data)));
  child.stderr.on("data", (data) => (err += String(data)));
  interrupt?.addEventListener("abort", () => child.kill("SIGINT"));
  return new Promise((resolve) => {
    child.on("close", (code) => {
      running.delete(child);
      resolve({ code, out, err });
    });
  });
}

/** A homeserver of ours for one test. */
async function fakeHomeserver(): Promise<FakeHomeserver> {
  const server = await FakeHomeserver.start();
  onTestFinished(() => server.stop());
  return server;
}

const onSynapse = ({ servers }: Synapses = synapses) => {
  const [{ url, folder }] = servers;
  return ["--target", url, "--registration-secret", join(folder, "registration-secret")];
};

const resultIn = (out: string) =>
  readResult(readFileSync(join(folder, out, "report.json"), "utf8"));

/** What every whole run on a Synapse must show. */
function expectWhole(result: LoadResult): void {
  expect(result.end).toEqual({ how: "whole", why: "" });
  const measured = measuredOf(result);
  expect(measured.errorShare()).toBe(0);
  expect(measured.dropped).toBe(0);
  expect(measured.lag.count).toBeGreaterThan(10);
  expect(measured.lagMs(0.5)).toBeGreaterThan(0);
  expect(result.versions["target"]).toMatch(/^Synapse \d/);
  expect(result.series.some(({ target }) => (target?.memoryBytes ?? 0) > 5e7)).toBe(true);
}

/** How often a Synapse has been asked for push rules, which every page load does. */
async function pushRulesAsked({ servers }: Synapses): Promise<number> {
  const text = await (await fetch(`${servers[0].url}/_synapse/metrics`)).text();
  const counter =
    /^synapse_http_server_requests_received_total\{.*"PushRuleRestServlet".*\} (\S+)$/gm;
  return [...text.matchAll(counter)].reduce((sum, [, count]) => sum + Number(count), 0);
}

describe("on a real Synapse", () => {
  const stage = ["--stage", join(folder, "stage.json")];
  // A rate that a slow Synapse carries, and a limit of lag that no machine is too busy for.
  const gentle = ["--duration", "44s", "--rate", "1", "--slo", "lag.p95<200s"];
  const both = ["--users", "12", ...gentle, ...stage];

  test("the Node driver makes every journey, without an error, and others see the messages", async () => {
    const { code, out, err } = await rashomon(["load", ...onSynapse(), ...both, "--out", "node"]);
    expect([code, err]).toEqual([0, expect.any(String)]);
    const result = resultIn("node");
    expectWhole(result);
    const { journeys } = measuredOf(result);
    expect(Object.keys(journeys).sort()).toEqual([...journeyNames].sort());
    expect(out).toContain("all is well");
  });

  test("k6 makes the same journeys on the same stage, and its own thresholds agree", async () => {
    const argv = ["load", ...onSynapse(), ...both, "--driver", "k6", "--out", "k6", "--json"];
    const { code, out } = await rashomon(argv);
    expect(code).toBe(0);
    const result = resultIn("k6");
    expectWhole(result);
    const [node, k6] = [resultIn("node"), result].map((r) => measuredOf(r).journeys);
    expect(k6).toEqual(node);
    expect(result.provenance.workloadHash).toBe(resultIn("node").provenance.workloadHash);
    const summary = JSON.parse(readFileSync(join(folder, "k6", "k6-summary.json"), "utf8")) as {
      metrics: Record<string, { thresholds?: Record<string, { ok: boolean }> }>;
    };
    const verdicts = Object.values(summary.metrics).flatMap(({ thresholds = {} }) =>
      Object.values(thresholds),
    );
    expect(verdicts.length).toBeGreaterThan(3);
    expect(verdicts.every(({ ok }) => ok)).toBe(true);
    expect(JSON.parse(out)).toMatchObject({ outcome: "held" });
    // Both by k6's own clocks; what waits in k6 itself comes on top.
    const { openMean = 0, rateTimesLatency = 0 } = result.generator;
    expect(openMean).toBeGreaterThan(0);
    expect(rateTimesLatency).toBeGreaterThanOrEqual(openMean);
  });

  test("soak and spike go their whole way, shortened", async () => {
    const run = async (profile: string) => {
      const argv = ["load", ...onSynapse(), "--profile", profile, ...stage, "--rate", "0.5"];
      const { code } = await rashomon([...argv, "--duration", "8s", "--out", profile]);
      // A busy machine may break a threshold; that it is whole is what counts here.
      expect([0, 1]).toContain(code);
      const { end, phases } = resultIn(profile);
      expect(end.how).toBe("whole");
      expect(phases.some(({ arrivals }) => arrivals.started > 0)).toBe(true);
    };
    await Promise.all([run("soak"), run("spike")]);
  });

  test("a server that dies in mid-run ends the run with a partial report", async () => {
    const doomed = await startSynapses({ count: 1 });
    onTestFinished(() => doomed.stop());
    const argv = ["load", ...onSynapse(doomed), "--users", "12", "--profile", "average"];
    const more = ["--rate", "8", "--journeys", "page-load", "--out", "lost"];
    const running = rashomon([...argv, ...more]);
    await until("page loads at the server", async () => (await pushRulesAsked(doomed)) > 10);
    await doomed.stop();
    const { code, out } = await running;
    expect([code, out]).toEqual([3, expect.stringContaining("The target is lost: it refuses")]);
    const { end, phases } = resultIn("lost");
    expect(end.how).toBe("target lost");
    expect(phases[0].requests["pushrules"].count).toBeGreaterThan(0);
  });
});

test("both drivers send the same requests for the same seed", async () => {
  const server = await fakeHomeserver();
  const accounts = { kind: "shared secret", secret: sharedSecret } as const;
  const stage = await setStage({ target: server.target, seed: "1", users: 12, accounts });
  const quick = ["create-and-invite", "page-load", "media", "sliding-sync", "encrypted-chat"];
  const mix = Object.fromEntries(quick.map((name) => [name, 1]));
  const sent: string[][] = [];
  for (const driver of [nodeDriver, k6Driver()]) {
    server.requests.length = 0;
    const probe = { stage, mix, ratePerSecond: 12, warmUpMs: 1_000, windowMs: 3_000 };
    const rest = { drainMs: 60_000, seed: "7", runId: "same", listeners: 0 };
    const { end } = await runProbe({ ...probe, ...rest }, { driver });
    expect(end.how).toBe("whole");
    sent.push(
      server.requests.map(({ user = "", method, path, body }) => {
        return `${user} ${method} ${path} ${body.replace(/"sent":\d+/, "")}`;
      }),
    );
  }
  await server.stop();
  const [node, k6] = sent.map((list) => list.toSorted());
  expect(node.length).toBeGreaterThan(200);
  expect(k6).toEqual(node);
});

test("what a server never answers is a failure by either driver", async () => {
  const server = await fakeHomeserver();
  const accounts = { kind: "shared secret", secret: sharedSecret } as const;
  const stage = await setStage({ target: server.target, seed: "1", users: 4, accounts });
  server.mood.hang = "/createRoom";
  const probe = { stage, mix: { "create-and-invite": 1 }, ratePerSecond: 5, warmUpMs: 0 };
  for (const driver of [nodeDriver, k6Driver()]) {
    const rest = { windowMs: 1_000, drainMs: 5_000, seed: "1", listeners: 0 };
    const result = await runProbe({ ...probe, ...rest }, { driver });
    const { requests, arrivals } = measuredOf(result);
    expect(requests["create-room"].failures).toEqual({ unanswered: arrivals.started });
    expect(arrivals.unfinished).toBe(arrivals.started);
    expect(measuredOf(result).latencyMs(1, "create-room")).toBeGreaterThan(1_000);
  }
  await server.stop();
});

test("k6 says how late it is itself: a busy script is refused, a light one is not", async () => {
  const server = await fakeHomeserver();
  const accounts = { kind: "shared secret", secret: sharedSecret } as const;
  const stage = await setStage({ target: server.target, seed: "1", users: 4, accounts });
  const main = join(root, "loadtest", "main.ts");
  const heavy = join(folder, "heavy.ts");
  // Every arrival works in the interpreter for about a second of a processor: 20 a second want twenty,
  // and there is one. Work, not waiting for the clock, so that what is late piles up on any machine.
  writeFileSync(
    heavy,
    `export * from ${JSON.stringify(main)};\nimport { act as lightly } from ${JSON.stringify(main)};\n` +
      "export function act() { for (let left = 1e7; left > 0; left--); lightly(); }\n",
  );
  const program = join(folder, "k6-heavy");
  const swap = `for a; do shift; case $a in */loadtest.js) a='${heavy}';; esac; set -- "$@" "$a"; done`;
  writeFileSync(program, `#!/bin/sh\n${swap}\nGOMAXPROCS=1 exec '${k6Path()}' "$@"\n`);
  chmodSync(program, 0o755);
  const probe = { stage, mix: { "page-load": 1 }, ratePerSecond: 20, warmUpMs: 0 };
  const found = [];
  // The light one may have busy neighbours: its limit is a minute of lateness, the other's 100 ms.
  for (const [driver, slo] of [
    [k6Driver(), "p95(versions)<300s"],
    [k6Driver({ program }), "p95(versions)<500ms"],
  ] as const) {
    const rest = { windowMs: 3_000, drainMs: 1_000, seed: "1", listeners: 0 };
    const result = await runProbe({ ...probe, ...rest }, { driver });
    const generatorRefused = findingOf(result, parseSlos(slo)).refusals.map(({ detail }) => detail);
    found.push({ lateMs: result.generator.eventLoopP99Ms ?? -1, said: generatorRefused.join() });
  }
  await server.stop();
  const [light, busy] = found;
  expect(light.said).toBe("");
  expect(light.lateMs).toBeGreaterThanOrEqual(0); // -1: never measured
  expect(busy.said).toContain("this measures the generator, not the server");
});

test("Ctrl-C ends k6, and what was measured is reported", async () => {
  const server = await fakeHomeserver();
  const argv = ["load", "--target", server.target, "--users", "6", "--driver", "k6"];
  const stop = new AbortController();
  const running = rashomon(
    [...argv, "--profile", "soak", "--rate", "10", "--journeys", "page-load", "--out", "stopped"],
    stop.signal,
  );
  const asked = () => server.requests.filter(({ path }) => path.includes("pushrules")).length;
  let over = false;
  void running.then(() => (over = true));
  await until("three page loads", () => asked() >= 3 || over);
  stop.abort();
  // A soak takes hours: that it ends here at all is the signal's doing.
  const { code, out } = await running;
  expect([code, out]).toEqual([3, expect.stringContaining("stopped by its user")]);
  // Nobody is left who asks; what was on its way has come by now.
  await sleep(500);
  const before = asked();
  await sleep(1_000);
  expect(asked()).toBe(before);
  await server.stop();
  const result = resultIn("stopped");
  expect(result.end.how).toBe("stopped");
  expect(result.phases[0].requests["pushrules"].count).toBeGreaterThan(0);
  for (const name of ["report.html", "junit.xml"]) {
    expect(existsSync(join(folder, "stopped", name))).toBe(true);
  }
});

test("k6 notices a server that is gone, and a stage that it cannot use", async () => {
  const server = await fakeHomeserver();
  const accounts = { kind: "shared secret", secret: sharedSecret } as const;
  const stage = await setStage({ target: server.target, seed: "1", users: 4, accounts });
  const probe = { stage, mix: { "page-load": 1 }, ratePerSecond: 10, warmUpMs: 0 };
  const rest = { windowMs: 60_000, drainMs: 1_000, seed: "1" };
  const running = runProbe({ ...probe, ...rest }, { driver: k6Driver() });
  const reached = () => server.requests.some(({ path }) => path.includes("pushrules"));
  await until("a page load", reached);
  await server.stop();
  const { end, phases } = await running;
  expect(end).toEqual({ how: "target lost", why: expect.stringContaining("refuses connections") });
  expect(phases[0].requests["versions"].failures["refused"]).toBeGreaterThan(0);
});

test("the report is one page that works in a browser, light and dark, narrow and wide", async () => {
  mkdirSync(shots, { recursive: true });
  const browser = await startChromium();
  try {
    for (const [scheme, width] of [
      ["light", 1280],
      ["dark", 1280],
      ["light", 360],
    ] as const) {
      const page = await browser.newPage({
        ...{ viewport: { width, height: 900 }, colorScheme: scheme },
      });
      page.setDefaultTimeout(patienceMs);
      const complaints: string[] = [];
      page.on("pageerror", ({ message }) => complaints.push(message));
      page.on("console", (message) => complaints.push(message.text()));
      page.on("request", (request) => {
        if (!request.url().startsWith("file:")) complaints.push(request.url());
      });
      await page.goto(pathToFileURL(join(folder, "node", "report.html")).href);
      expect(await page.locator("figure svg").count()).toBe(7);
      const latency = page.locator("figure svg").nth(3);
      await latency.scrollIntoViewIfNeeded();
      await latency.hover({ position: { x: 200, y: 40 } });
      expect(await page.locator("#readout.shown").textContent()).toMatch(/Latency: p99 /);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide).toBeLessThanOrEqual(width);
      await page.mouse.move(0, 0);
      await page.screenshot({ path: join(shots, `load-${scheme}-${width}.png`), fullPage: true });
      expect(complaints).toEqual([]);
      await page.close();
    }
  } finally {
    await browser.close();
  }
});
