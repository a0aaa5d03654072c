// A fleet by its manifest, without a cluster: what the k6-operator would start is started here with
// real k6, all runners at once; their samples merge to exactly what one k6 counts on the same load.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { measuredOf, readResult, type LoadResult } from "../../loadtest/driver/result.ts";
import type { TestRun } from "../../loadtest/fleet/index.ts";
import { k6Path } from "../../sim/bridge/real-parts.ts";
import { FakeHomeserver, sharedSecret } from "../loadtest/fake-homeserver.ts";
import { call } from "../sim/cli/call.ts";
import { asPod, begin, initializerCommands, runnerCommand } from "./operator.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rashomon-fleet-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const generators = 3;
const places: Readonly<Record<string, string>> = {
  "/test/": "fleet",
  "/job/": ".",
  "/results/": "results",
  "/tmp/": ".",
};

/** The same command with this machine's places for those of a container. */
function here(command: readonly string[], address?: string): string[] {
  return command.map((word) => {
    if (word.startsWith("--address=")) return `--address=${address}`;
    const there = Object.keys(places).find((place) => new RegExp(`(^|=)${place}`).test(word));
    return there === undefined ? word : word.replace(there, `${join(folder, places[there])}/`);
  });
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command of a container's. */
function run([program, ...args]: readonly string[]): Promise<Ended> {
  expect(program).toBe("k6");
  const child = spawn(k6Path(), args, { env: { PATH: process.env["PATH"], HOME: folder } });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [out, err] = ["", ""];
  child.stdout.on("data", (data) => (out += String(data)));
  child.stderr.on("data", (data) => (err += String(data)));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits, as the operator does, until a paused runner answers, and lets it begin. */
async function beginOnceReady(address: string, ended: Promise<Ended>): Promise<void> {
  let over = false;
  void ended.then(() => (over = true));
  const ready = () =>
    fetch(`http://${address}/v1/status`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!over && !(await ready())) await sleep(100);
  if (!over) await begin(address);
}

/** Everything of a result that does not depend on the clock. */
function countsOf(result: LoadResult) {
  const { arrivals, journeys, requests } = measuredOf(result);
  const counts = Object.entries(requests)
    // A long poll is asked anew after each answer: their number follows the clock.
    .filter(([, { longPoll }]) => !longPoll)
    .map(([name, { count, failures }]) => [name, count, failures]);
  return { arrivals, journeys, requests: counts.sort() };
}

test("runners by the manifest count together exactly what one k6 counts", async () => {
  const server = await FakeHomeserver.start();
  onTestFinished(() => server.stop());
  mkdirSync(join(folder, "results"));
  const [job, secret] = ["job.json", "secret"].map((name) => join(folder, name));
  writeFileSync(secret, sharedSecret);
  const load = [
    ...["load", "--target", server.target, "--registration-secret", secret, "--users", "7"],
    ...["--profile", "average", "--rate", "6", "--duration", "4s", "--run-id", "fleet"],
    ...["--journeys", "create-and-invite,join-big-room,page-load"],
    ...["--stage", join(folder, "stage.json"), "--listeners", "5"],
  ];
  expect((await call([...load, "--write-job", job])).err).toBe("");
  // Listeners of a k6 that nobody watches stay to the end of the drain.
  const kept = JSON.parse(readFileSync(job, "utf8")) as { plan: { drainMs: number } };
  writeFileSync(job, JSON.stringify({ ...kept, plan: { ...kept.plan, drainMs: 12_000 } }));
  const fleet = ["--generators", String(generators), "--job", job, "--out", join(folder, "fleet")];
  const manifested = await call(["load", "manifest", ...fleet]);
  expect([manifested.code, manifested.err]).toEqual([0, ""]);
  const manifest = JSON.parse(
    readFileSync(join(folder, "fleet", "testrun.json"), "utf8"),
  ) as TestRun;

  for (const command of initializerCommands(manifest)) {
    const { code, err, out } = await run(here(asPod(command, "init")));
    expect([code, err]).toEqual([0, ""]);
    if (command[1] === "inspect") expect(JSON.parse(out)).toHaveProperty("maxVUs");
  }
  const runners = Array.from({ length: generators }, async (_unused, n) => {
    const address = `127.0.0.1:${await freePort()}`;
    const ended = run(here(asPod(runnerCommand(manifest, n + 1), `pod-${n + 1}`), address));
    await beginOnceReady(address, ended);
    return ended;
  });
  for (const { code, err } of await Promise.all(runners)) {
    // 99: a threshold of the profile's was crossed, on a busy machine.
    const rest = err.replaceAll(/.*thresholds? on metric.*\n/g, "");
    expect([code === 99 ? 0 : code, rest]).toEqual([0, ""]);
  }
  const samples = Array.from({ length: generators }, (_unused, n) =>
    join(folder, "results", `samples-pod-${n + 1}.ndjson`),
  );
  const merge = (files: readonly string[], out: string) =>
    call([
      ...["load", "merge", "--job", job, "--generators", String(generators), ...files],
      ...["--out", join(folder, out)],
    ]);
  const merged = await merge(samples, "sum");
  expect(merged.err).toBe("");
  const short = await merge(samples.slice(1), "short");
  expect([short.code, short.out]).toEqual([3, expect.stringContaining("Part 3/3 is missing")]);

  const whole = await call([...load, "--driver", "k6", "--out", join(folder, "whole")]);
  expect(whole.err).toBe("");
  const [sum, one] = ["sum", "whole"].map((name) =>
    readResult(readFileSync(join(folder, name, "report.json"), "utf8")),
  );
  expect(countsOf(sum)).toEqual(countsOf(one));
  expect(measuredOf(one).arrivals.started).toBeGreaterThan(15);
});
