// `rashomon shrink` from a command line to the smallest plan, its files and messages.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { failuresOf, run, shrinking, sizeOf, swarmPlan } from "../../../../sim/run/index.ts";
import type { Plan, Regression } from "../../../../sim/run/index.ts";
import { referee } from "../../../reference/index.ts";
import { call, temporaryFolder } from "../call.ts";

interface Report {
  signature: string;
  known: string | null;
  before: Record<string, number>;
  after: Record<string, number>;
  runs: number;
  end: string;
  files: { folder: string; plan: string; page: string };
  regression?: string;
}

/** A broken run that no scenario gives by its name alone: all tests read it, none writes into it. */
const above = mkdtempSync(join(tmpdir(), "rashomon-test-"));
const brokenRun = join(above, "run");

beforeAll(async () => {
  const fault = "clog way=send servers=alpha.test at=10s for=30s";
  const argv = ["run", "stale-state", "--seed", "7", "--room-version", "11", "--fault", fault];
  expect((await call([...argv, "--quiet", "--out", brokenRun])).code).toBe(1);
});
afterAll(() => rmSync(above, { recursive: true, force: true }));

const shrink = async (from: string, ...argv: string[]) => {
  const out = join(temporaryFolder(), "shrunk");
  const ended = await call(["shrink", from, "--out", out, "--json", ...argv]);
  expect([ended.code, ended.err]).toEqual([0, ""]);
  const report = JSON.parse(ended.out) as Report;
  expectShrunk(from, report, argv);
  return report;
};

/** That a report is about the run that was named and no other: its sizes, its words, and where it came from. */
function expectShrunk(from: string, report: Report, argv: readonly string[] = []): void {
  const plan = planOf(from);
  const check = argv.includes("--check") ? argv[argv.indexOf("--check") + 1] : "";
  const failures = failuresOf(run(plan, { referee }));
  const failure = failures.find(({ signature }) => signature.startsWith(check));
  expect(report).toMatchObject({ signature: failure?.signature, before: sizeOf(plan) });
  const kept = JSON.parse(readFileSync(report.regression as string, "utf8")) as Regression;
  expect(kept.about).toContain(`Shrunk from seed ${plan.seed}.`);
  expect(kept.plan.scenario).toBe(plan.scenario);
}

const planOf = (from: string) => {
  const file = existsSync(join(from, "plan.json")) ? join(from, "plan.json") : from;
  return JSON.parse(readFileSync(file, "utf8")) as Plan;
};

test("a broken run becomes a smaller one that fails alike, in as many threads as you like", async () => {
  const found = await shrink(brokenRun, "--check", "no-state-reset", "--jobs", "2");
  expect(found.signature).toMatch(/^no-state-reset: .*join_rules went back/);
  expect(found.after.servers).toBeLessThan(found.before.servers);
  expect(found.after.deeds).toBeLessThan(found.before.deeds);
  expect(found.end).toBe("done");
  expect(existsSync(found.files.page)).toBe(true);
  const again = await call([
    "run",
    found.files.plan,
    "--json",
    "--out",
    join(temporaryFolder(), "again"),
  ]);
  expect(again.code).toBe(1);
  const alone = await shrink(brokenRun, "--check", "no-state-reset", "--jobs", "1");
  expect(readFileSync(alone.files.plan, "utf8")).toBe(readFileSync(found.files.plan, "utf8"));
});

test("what a story shrinks to comes of the same mechanism, not only of the same words", async () => {
  // Two join rules of this story go back in the same words: the first was refused, others are older.
  const plan = swarmPlan({ seed: "11711" });
  const inWords = (candidate: Plan, signature?: string) => {
    const failures = failuresOf(run(candidate, { referee }));
    return failures.find((failure) => failure.signature === (signature ?? failure.signature));
  };
  const failure = inWords(plan);
  expect(failure).toMatchObject({ known: "refused" });
  // The first candidate that says the same fails by another mechanism: it used to be taken.
  const { value } = shrinking(plan).next();
  const first = (value as { candidates: readonly Plan[] }).candidates[0];
  expect(inWords(first, failure?.signature)).toMatchObject({ known: "older-power-event" });

  const file = join(temporaryFolder(), "plan.json");
  writeFileSync(file, JSON.stringify(plan));
  const found = await shrink(file, "--max-runs", "60", "--jobs", "1");
  expect(found).toMatchObject({ signature: failure?.signature, known: "refused" });
  expect(found.after.deeds).toBeLessThan(found.before.deeds);
  const kept = JSON.parse(readFileSync(found.regression as string, "utf8")) as Regression;
  expect(kept).toMatchObject({ signature: found.signature, known: "refused" });
  expect(inWords(kept.plan, kept.signature as string)).toMatchObject({ known: "refused" });
  const again = await call(["shrink", file, "--max-runs", "1", "--jobs", "1", "--out", file + "s"]);
  expect(again.out).toContain("mechanism     refused, before and after: State resolution");
});

test("--max-runs ends the search with the smallest plan so far", async () => {
  const found = await shrink(brokenRun, "--max-runs", "6", "--jobs", "1");
  expect(found).toMatchObject({ end: "runs" });
  expect(found.runs).toBeLessThanOrEqual(8);
});

test("--keep writes a regression that `rashomon run` reads", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "stale-rules.json");
  const found = await shrink(brokenRun, "--keep", file, "--max-runs", "1", "--jobs", "1");
  expect(found.regression).toBe(file);
  const kept = JSON.parse(readFileSync(file, "utf8")) as Regression;
  expect(kept).toMatchObject({ signature: found.signature, plan: { scenario: "stale-state" } });
  expect((await call(["run", file, "--quiet", "--out", join(folder, "run")])).code).toBe(1);
});

test("a place that --keep cannot write to is told before anything is searched or written", async () => {
  const folder = temporaryFolder();
  const out = join(folder, "shrunk");
  const { code, err } = await call(["shrink", brokenRun, "--keep", folder, "--out", out]);
  expect(code).toBe(2);
  expect(err).toContain("Name a file to write to with --keep.");
  expect(existsSync(out)).toBe(false);
});

test("without --keep the regression lies in the folder, which can be shrunk into again", async () => {
  const out = join(temporaryFolder(), "shrunk");
  for (const argv of [
    ["--max-runs", "1"],
    ["--max-runs", "2"],
  ]) {
    const ended = await call(["shrink", brokenRun, "--out", out, "--jobs", "1", ...argv]);
    expect([ended.code, ended.err]).toEqual([0, ""]);
    expect(ended.out).toContain(`regression ${join(out, "regression.json")}`);
    expect(ended.out).not.toMatch(/late messages|\b1 (?:rooms|servers|users)\b/);
  }
  const kept = JSON.parse(readFileSync(join(out, "regression.json"), "utf8")) as Regression;
  expect(kept.plan).toEqual(JSON.parse(readFileSync(join(out, "plan.json"), "utf8")));
  expect(kept.about).toContain("Shrunk from seed 7.");
});

test("a run that holds, another check, a missing folder and a plan that is none: what to do", async () => {
  const folder = join(temporaryFolder(), "run");
  await call(["run", "netsplit-ban", "--seed", "3", "--quiet", "--out", folder]);
  const holds = await call(["shrink", folder]);
  const own = "its run with seed 3 does not fail: all its checks hold";
  expect([holds.code, holds.err]).toEqual([2, expect.stringContaining(`${folder}: ${own}`)]);
  const other = await call(["shrink", brokenRun, "--check", "delivery"]);
  const clogged = "its run with seed 7 does not fail: its check delivery is not broken";
  expect([other.code, other.err]).toEqual([2, expect.stringContaining(`${brokenRun}: ${clogged}`)]);
  expect(other.err).toContain("Broken is: converges, no-state-reset.");
  const missing = await call(["shrink", join(folder, "nothing.json")]);
  expect([missing.code, missing.err]).toEqual([2, expect.stringContaining("nothing.json")]);
  const bad = join(temporaryFolder(), "plan.json");
  writeFileSync(bad, JSON.stringify({ ...({} as Plan), format: "x" }));
  const unread = await call(["shrink", bad]);
  expect([unread.code, unread.err]).toEqual([2, expect.stringContaining(`${bad}: `)]);
});

test("Ctrl-C ends the search with the smallest plan so far, and that can be gone on with", async () => {
  const out = join(temporaryFolder(), "shrunk");
  const going = call(["shrink", brokenRun, "--check", "no-state-reset", "--out", out, "--json"]);
  let over = false;
  void going.finally(() => void (over = true));
  while (process.listenerCount("SIGINT") === 0 && !over) {
    await new Promise((soon) => setTimeout(soon, 5));
  }
  expect(over).toBe(false);
  process.emit("SIGINT");
  const ended = await going;
  expect([ended.code, ended.err]).toEqual([3, ""]);
  const report = JSON.parse(ended.out) as Report;
  expect(report).toMatchObject({ end: "interrupted" });
  expectShrunk(brokenRun, report, ["--check", "no-state-reset"]);
  const rest = await shrink(out, "--check", "no-state-reset", "--max-runs", "3");
  expect(rest.end).toBe("runs");
});

test("the folder of a sweep is no run, and it is said what to do", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "results.sqlite"), "");
  const ended = await call(["shrink", folder]);
  expect([ended.code, ended.err]).toEqual([2, expect.stringContaining("swarm --seed 12")]);
  expect(ended.err).toContain(`${folder}: this is the folder of a sweep`);
});
