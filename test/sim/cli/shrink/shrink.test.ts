// `rashomon shrink` from a command line to the smallest plan, its files and messages.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { failuresOf, run, shrinking, swarmPlan } from "../../../../sim/run/index.ts";
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

/** A run that broke a check: all tests read it, and none writes into it. */
const above = mkdtempSync(join(tmpdir(), "rashomon-test-"));
const brokenRun = join(above, "run");

beforeAll(async () => {
  const argv = ["run", "stale-state", "--room-version", "11", "--quiet", "--out", brokenRun];
  expect((await call(argv)).code).toBe(1);
});
afterAll(() => rmSync(above, { recursive: true, force: true }));

const shrink = async (from: string, ...argv: string[]) => {
  const out = join(temporaryFolder(), "shrunk");
  const ended = await call(["shrink", from, "--out", out, "--json", ...argv]);
  expect([ended.code, ended.err]).toEqual([0, ""]);
  return JSON.parse(ended.out) as Report;
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
});

test("a run that holds, another check, a missing folder and a plan that is none: what to do", async () => {
  const folder = join(temporaryFolder(), "run");
  await call(["run", "netsplit-ban", "--quiet", "--out", folder]);
  const holds = await call(["shrink", folder]);
  expect([holds.code, holds.err]).toEqual([2, expect.stringContaining("all its checks hold")]);
  const other = await call(["shrink", brokenRun, "--check", "delivery"]);
  expect([other.code, other.err]).toEqual([2, expect.stringContaining("Broken is: ")]);
  const missing = await call(["shrink", join(folder, "nothing.json")]);
  expect([missing.code, missing.err]).toEqual([2, expect.stringContaining("nothing.json")]);
  const bad = join(temporaryFolder(), "plan.json");
  writeFileSync(bad, JSON.stringify({ ...({} as Plan), format: "x" }));
  expect((await call(["shrink", bad])).code).toBe(2);
});

test("Ctrl-C ends the search with the smallest plan so far, and that can be gone on with", async () => {
  const out = join(temporaryFolder(), "shrunk");
  const going = call(["shrink", brokenRun, "--check", "no-state-reset", "--out", out, "--json"]);
  while (process.listenerCount("SIGINT") === 0) await new Promise((soon) => setTimeout(soon, 5));
  process.emit("SIGINT");
  const ended = await going;
  expect([ended.code, ended.err]).toEqual([3, ""]);
  expect(JSON.parse(ended.out)).toMatchObject({ end: "interrupted" });
  const rest = await shrink(out, "--check", "no-state-reset", "--max-runs", "3");
  expect(rest.end).toBe("runs");
});

test("the folder of a sweep is no run, and it is said what to do", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "results.sqlite"), "");
  const ended = await call(["shrink", folder]);
  expect([ended.code, ended.err]).toEqual([2, expect.stringContaining("swarm --seed 12")]);
});
