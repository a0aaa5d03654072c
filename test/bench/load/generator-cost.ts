// What a request costs the generator: CPU time of the Node driver and of k6, each against a bare
// loop of the same client that sends the very requests of the workload, at the same pace and in the
// same bursts, made beforehand: without journeys, metrics or histograms. Start-up does not count: the cost is the slope between a
// shorter and a longer run. The server is a process of its own.
import { execFileSync, fork, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent } from "undici";
import { k6Driver } from "../../../loadtest/driver/k6.ts";
import { nodeDriver } from "../../../loadtest/driver/node.ts";
import { Client } from "../../../loadtest/driver/client.ts";
import type { Driver } from "../../../loadtest/driver/plan.ts";
import { runProbe } from "../../../loadtest/driver/probe.ts";
import { setStage } from "../../../loadtest/driver/set-stage.ts";
import { walk } from "../../../loadtest/driver/walk.ts";
import { journeys } from "../../../loadtest/journeys/index.ts";
import type { Request, Steps } from "../../../loadtest/journeys/step.ts";
import type { Stage } from "../../../loadtest/stage/stage.ts";
import { Workload } from "../../../loadtest/workload.ts";
import { k6Path } from "../../../sim/bridge/real-parts.ts";
import { sharedSecret } from "../../loadtest/fake-homeserver.ts";
import { signingCost } from "./signing-cost.ts";
import { secondsLong, showCosts, slope, type Cost } from "./slope.ts";

/**
 * Journeys per second, of those that do not wait; each makes some eight requests. k6 keeps many VUs
 * ready for each, so it gets fewer of them.
 */
const nodeRate = 80;
const k6Rate = 20;
const mix = { "page-load": 1, "create-and-invite": 1 };

export async function generatorCost(): Promise<void> {
  const server = fork(join(import.meta.dirname, "server.ts"));
  try {
    const target = await targetOf(server);
    const accounts = { kind: "shared secret", secret: sharedSecret } as const;
    const stage = await setStage({ target, seed: "1", users: 20, accounts });
    const visits = await visitsOf(stage);
    const node = { driver: nodeDriver, ratePerSecond: nodeRate };
    showCosts("Node driver", {
      cost: await slope((seconds) => driverCost(stage, node, seconds)),
      bare: await slope((seconds) => bareNodeCost(visits, seconds)),
      target: 1.3,
    });
    const k6 = { driver: k6Driver(), ratePerSecond: k6Rate };
    showCosts("k6", {
      cost: await slope((seconds) => driverCost(stage, k6, seconds)),
      bare: await slope((seconds) => bareK6Cost(visits, seconds)),
      target: 1.3,
    });
    const { signed, bare } = await signingCost(target);
    showCosts("signed by Node", { cost: signed, bare, target: 2 });
  } finally {
    server.kill();
  }
}

async function driverCost(
  stage: Stage,
  { driver, ratePerSecond }: { driver: Driver; ratePerSecond: number },
  seconds: number,
): Promise<Cost> {
  const before = process.cpuUsage();
  const { generator, driver: name } = await runProbe(
    {
      ...{ stage, mix, ratePerSecond, warmUpMs: 0, windowMs: seconds * 1_000, drainMs: 15_000 },
      ...{ seed: "1", listeners: 0 },
    },
    { driver },
  );
  const own = process.cpuUsage(before);
  // The Node driver is this process; of k6 the reading of its samples is part of the cost as well.
  const ownMs = (own.user + own.system) / 1_000;
  const cpuMs = name === "node" ? ownMs : ownMs + generator.cpuMs;
  return { cpuMs, requests: generator.requests };
}

/** What a client needs to send a request, all made beforehand. */
interface BareCall {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly origin: string;
  readonly path: string;
  readonly body: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly read: boolean;
}

/** The requests of one journey: groups that go out at once, one after the other. */
type Visit = readonly (readonly BareCall[])[];

/** Makes the journeys once, unmeasured, and keeps their requests. */
async function visitsOf(stage: Stage): Promise<readonly Visit[]> {
  const shape = [{ name: "x", durationMs: 1, fromRate: 0, toRate: 0, measured: true }];
  const workload = new Workload({ stage, mix, shape, seed: "1", runId: "bare" });
  const client = new Client(stage, { onEnd: () => {} });
  const visits: Visit[] = [];
  for (let n = 0; n < nodeRate * secondsLong; n++) {
    const { journey, scene } = workload.arrival(n, () => Date.now());
    const visit: BareCall[][] = [];
    const steps = keeping(journeys[journey].run(scene), (requests) => {
      visit.push(requests.map((request) => bareCall(stage, request)));
    });
    const at = { client, dueMs: performance.now(), phase: 0, signal: new AbortController().signal };
    await walk(steps, at);
    visits.push(visit);
  }
  await client.destroy();
  return visits;
}

/** The same steps, each told to somebody first. */
function* keeping(steps: Steps, tell: (requests: readonly Request[]) => void): Steps {
  let step = steps.next([]);
  while (step.done !== true) {
    if ("ask" in step.value) tell(step.value.ask);
    step = steps.next(yield step.value);
  }
}

function bareCall({ target, users }: Stage, { method, path, json, as, read }: Request): BareCall {
  const token = typeof as === "number" ? users[as].token : as?.token;
  return {
    ...{ method, origin: target, path, read: read === true },
    body: json === undefined ? null : JSON.stringify(json),
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(json !== undefined && { "content-type": "application/json" }),
    },
  };
}

const requestsIn = (visits: readonly Visit[]) => visits.flat().flat().length;

async function bareNodeCost(visits: readonly Visit[], seconds: number): Promise<Cost> {
  const agent = new Agent({ pipelining: 1, keepAliveTimeout: 10_000 });
  const send = async ({ read, ...call }: BareCall) => {
    const { body } = await agent.request(call);
    return read ? body.text() : body.dump();
  };
  const visit = async (groups: Visit) => {
    for (const group of groups) await Promise.all(group.map(send));
  };
  const chosen = visits.slice(0, nodeRate * seconds);
  const before = process.cpuUsage();
  const startMs = performance.now();
  const open: Promise<void>[] = [];
  for (const [n, groups] of chosen.entries()) {
    const waitMs = startMs + (n * 1_000) / nodeRate - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    open.push(visit(groups));
  }
  await Promise.all(open);
  const { user, system } = process.cpuUsage(before);
  await agent.close();
  return { cpuMs: (user + system) / 1_000, requests: requestsIn(chosen) };
}

async function bareK6Cost(visits: readonly Visit[], seconds: number): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), "rashomon-bench-"));
  try {
    const chosen = visits.slice(0, k6Rate * seconds);
    writeFileSync(join(folder, "visits.json"), JSON.stringify(chosen));
    writeFileSync(join(folder, "bare.js"), bareScript(seconds));
    // The shell tells the CPU time of its children to the millisecond.
    const command = `"${k6Path()}" run --quiet --address "" bare.js >/dev/null 2>&1; times`;
    const out = execFileSync("bash", ["-c", command], { cwd: folder, encoding: "utf8" });
    const children = out.trim().split("\n")[1];
    const times = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(([, minutes, rest]) => {
      return (Number(minutes) * 60 + Number(rest)) * 1_000;
    });
    const cpuMs = times.reduce((sum, ms) => sum + ms, 0);
    return { cpuMs, requests: requestsIn(chosen) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const bareScript = (seconds: number) => `
import http from "k6/http";
import exec from "k6/execution";
import { SharedArray } from "k6/data";
const visits = new SharedArray("visits", () => JSON.parse(open("./visits.json")));
export const options = {
  discardResponseBodies: true, batch: 100, batchPerHost: 100,
  scenarios: { act: { executor: "constant-arrival-rate", rate: ${k6Rate}, timeUnit: "1s",
    duration: "${seconds}s", preAllocatedVUs: 410, maxVUs: 410 } },
};
export default function () {
  for (const group of visits[exec.scenario.iterationInTest % visits.length]) {
    const calls = group.map(({ method, origin, path, body, headers, read }) => ({
      method, url: origin + path, body,
      params: { headers, responseType: read ? "text" : "none" },
    }));
    if (calls.length > 1) http.batch(calls);
    else for (const { method, url, body, params } of calls) http.request(method, url, body, params);
  }
}
export function handleSummary() { return {}; }
`;

/** The server's address, once it listens. */
function targetOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve) => server.once("message", (target) => resolve(String(target))));
}
