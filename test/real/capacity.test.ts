// `rashomon capacity` on a real Synapse: a search to its interval, one that is interrupted and goes
// on, and Synapse's own rate limits refused; `load compare` of a Synapse with itself; two k6 processes
// that share a load, as one result. Coarse and short: an interval within a factor of a few is enough.
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { measuredOf, readResult } from "../../loadtest/driver/index.ts";
import { startSynapses, type Synapses } from "../../sim/bridge/synapse/index.ts";
import { patienceMs, startChromium } from "./chromium.ts";
import { until } from "./until.ts";

const root = join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "rashomon-capacity-"));
let synapses: Synapses;
let searches = 0;
beforeAll(async () => {
  synapses = await startSynapses({ count: 1 });
});
afterAll(async () => {
  await synapses?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
});

/** Runs the command as a process of its own. */
function rashomon(argv: readonly string[]) {
  const child = spawn(process.execPath, [join(root, "sim/cli/main.ts"), ...argv], { cwd: folder });
  running.add(child);
  let [out, err] = ["", ""];
  child.stdout.on("data", (data) => (out += String(data)));
  child.stderr.on("data", (data) => (err += String(data)));
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.on("close", (code) => {
      running.delete(child);
      resolve({ code, out, err });
    });
  });
  return { child, ended };
}

const secretOf = ({ servers }: Synapses) => join(servers[0].folder, "registration-secret");
const on = (where: Synapses) => [
  ...["--target", where.servers[0].url, "--registration-secret", secretOf(where)],
];
const coarse = (name: string, where: Synapses) => [
  ...["capacity", ...on(where), "--users", "6", "--rooms", "2", "--journeys", "create-and-invite"],
  ...["--warm-up", "1s", "--window", "4s", "--drain", "3s", "--start", "1", "--max", "60"],
  ...["--slo", "p95(send)<800ms, errors<20%", "--probes", "9", "--resolution", "400"],
  ...["--descents", "1", "--out", join(folder, name)],
];

interface Report {
  readonly end: { readonly how: string };
  readonly interval: { readonly low: number; readonly high: number | null };
  readonly gaveWay: readonly { readonly slo: string; readonly broken: number }[];
  readonly probesMade: readonly { readonly phase: string; readonly refusals: readonly object[] }[];
}

/** How many probes stand in a search's journal, whose first line is its head. */
function probesIn(name: string): number {
  const file = join(folder, name, "probes.ndjson");
  return existsSync(file) ? Math.max(0, readFileSync(file, "utf8").split("\n").length - 2) : 0;
}

describe("rashomon capacity", () => {
  test("is interrupted, goes on, and ends in an interval with what gave way first", async () => {
    // A second try does not go on with what the first has found, and what is driven over its capacity
    // here is of no use to the other tests for a while.
    const name = `search-${searches++}`;
    const overloaded = await startSynapses({ count: 1 });
    onTestFinished(() => overloaded.stop());
    const search = coarse(name, overloaded);
    const first = rashomon(search);
    await until("two probes in the journal", () => probesIn(name) >= 2);
    first.child.kill("SIGINT");
    const stopped = await first.ended;
    // It ended in the middle: of nine probes that it may make some were not made.
    const before = probesIn(name);
    expect(before).toBeLessThan(9);
    expect(stopped.code).toBe(3);
    // Two probes beside busy neighbours may be two that do not count.
    expect(stopped.out).toMatch(/^Stopped(?:\. Known until then| before anything was known)/m);

    const { code, out, err } = await rashomon([...search, "--json"]).ended;
    expect(err).toBe("");
    const report = JSON.parse(out) as Report;
    // A busy machine may use up all probes, or spoil too many; what was seen then still stands.
    expect([0, 2, 3]).toContain(code);
    expect(report.probesMade.length).toBeGreaterThan(before);
    if (report.end.how === "found" || report.end.how === "too wide") {
      expect(report.interval.low).toBeGreaterThan(0.1);
      // Open upwards where busy neighbours may have put over what was.
      expect(report.interval.high ?? Infinity).toBeGreaterThan(report.interval.low);
      expect(report.gaveWay[0].broken).toBeGreaterThan(0);
      expect(report.probesMade.map(({ phase }) => phase)).toContain("shock");
    }
    await look(join(folder, name, "report.html"), "capacity");
  });

  test("refuses to measure Synapse's own rate limits", async () => {
    // Tighter than by default, so that a machine that is too slow to meet those meets these.
    const config = "rc_message:\n  per_second: 0.02\n  burst_count: 3\n";
    const limited = await startSynapses({ count: 1, limits: "default", config });
    try {
      // Making users is limited as well, so the stage already meets the limiter.
      const { code, err, out } = await rashomon([
        ...["capacity", ...on(limited), "--users", "12", "--journeys", "chat"],
        ...["--window", "5s", "--out", join(folder, "limited")],
      ]).ended;
      expect(code).toBe(2);
      expect(err + out).toMatch(/rate limit/);
      expect(err + out).toContain("rc_*");
    } finally {
      await limited.stop();
    }
  });
});

test("load compare of a Synapse with itself is not worse", async () => {
  const { url } = synapses.servers[0];
  const { code, out } = await rashomon([
    ...["load", "compare", url, url, "--registration-secret", secretOf(synapses), "--json"],
    ...["--blocks", "7", "--rate", "1", "--warm-up", "0s", "--window", "2s", "--drain", "2s"],
    // On a busy machine two loads of two seconds differ by much: the floor is very wide here.
    ...["--users", "4", "--journeys", "create-and-invite", "--floor", "400"],
    ...["--out", join(folder, "compare")],
  ]).ended;
  const comparison = JSON.parse(out) as { result: string; pairs: number };
  expect(comparison.pairs).toBe(7);
  expect(["same", "unclear", "better"]).toContain(comparison.result);
  expect(code).toBe(0);
  await look(join(folder, "compare", "comparison.html"), "comparison");
});

test("two k6 processes share a load, and their histograms become one", async () => {
  const stage = join(folder, "stage.json");
  const load = (more: readonly string[]) =>
    rashomon([
      ...["load", ...on(synapses), "--driver", "k6", "--profile", "average", "--stage", stage],
      ...["--users", "6", "--journeys", "create-and-invite", "--rate", "4", "--duration", "4s"],
      ...["--run-id", "shared", ...more],
    ]).ended;
  // The stage is set once, before the parts begin together.
  const { code, err } = await load(["--write-job", join(folder, "job.json")]);
  expect([code, err]).toEqual([0, ""]);
  const parts = await Promise.all(
    ["1/2", "2/2"].map((segment, n) =>
      load(["--segment", segment, "--out", join(folder, `part${n}`)]),
    ),
  );
  for (const { code, err } of parts) expect([code === 0 || code === 1, err]).toEqual([true, ""]);
  const files = [0, 1].map((n) => join(folder, `part${n}`, "report.json"));
  const merged = await rashomon(["load", "merge", ...files, "--out", join(folder, "sum")]).ended;
  expect(merged.err).toBe("");
  const [sum, ...each] = [join(folder, "sum", "report.json"), ...files].map((file) =>
    measuredOf(readResult(readFileSync(file, "utf8"))),
  );
  const started = each.map((one) => one.arrivals.started);
  expect(sum.arrivals.started).toBe(started[0] + started[1]);
  expect(Math.min(...started)).toBeGreaterThan(2);
  const sends = each.reduce((all, { requests }) => all + (requests["send"]?.count ?? 0), 0);
  expect(sum.requests["send"].count).toBe(sends);
});

/** Opens a report as its reader would: no error, no outside address, and a picture to look at. */
async function look(file: string, name: string): Promise<void> {
  const shots = join(root, "out", "screenshots");
  mkdirSync(shots, { recursive: true });
  const browser = await startChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
    page.setDefaultTimeout(patienceMs);
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(pathToFileURL(file).href);
    await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
    expect(complaints).toEqual([]);
    expect(await page.locator("h1").count()).toBe(1);
  } finally {
    await browser.close();
  }
}
