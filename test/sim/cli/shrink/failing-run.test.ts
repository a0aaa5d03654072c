// What names a failing run: a folder, a plan file, or a scenario with what `rashomon run` takes.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { failingRun } from "../../../../sim/cli/shrink/failing-run.ts";
import { Options } from "../../../../sim/cli/command.ts";
import { Problem } from "../../../../sim/cli/problem.ts";
import { temporaryFolder } from "../call.ts";

const named = (name: string, values: Record<string, unknown> = {}) =>
  failingRun(name, new Options(values));

function problemOf(name: string, values?: Record<string, unknown>): Problem {
  try {
    named(name, values);
  } catch (thrown) {
    if (thrown instanceof Problem) return thrown;
  }
  throw new Error("there is no problem");
}

test("a scenario with its options, the plan of that run and its folder are the same run", () => {
  const byName = named("stale-state", { roomVersion: "11", seed: "2", check: "no-state-reset" });
  expect(byName.plan).toMatchObject({ scenario: "stale-state", seed: "2" });
  expect(byName.failure).toMatchObject({ known: "refused" });
  const folder = temporaryFolder();
  writeFileSync(join(folder, "plan.json"), JSON.stringify(byName.plan));
  for (const name of [folder, join(folder, "plan.json")]) {
    expect(named(name, { check: "no-state-reset" })).toEqual(byName);
  }
  // Without a check the first that is broken counts.
  expect(named(folder).failure.signature).toMatch(/^converges:/);
});

test("a run that holds, or another check, is refused with what there is", () => {
  expect(problemOf("netsplit-ban").message).toContain("all its checks hold");
  const other = problemOf("stale-state", { roomVersion: "11", check: "delivery" });
  expect([other.message, other.parts.remedy]).toEqual([
    "its run with seed 1 does not fail: its check delivery is not broken",
    "Broken is: converges, no-state-reset.",
  ]);
});

test("a name of nothing, a sweep, and a seed beside a plan are refused with what to do", () => {
  expect(problemOf("stale-stat").parts.remedy).toBe("Did you mean stale-state?");
  expect(problemOf(join(temporaryFolder(), "no.json")).message).toContain("no such file");
  const folder = join(temporaryFolder(), "sweep");
  mkdirSync(folder);
  writeFileSync(join(folder, "results.sqlite"), "");
  expect(problemOf(folder).parts.remedy).toContain("swarm --seed 12");
  writeFileSync(
    join(folder, "plan.json"),
    JSON.stringify(named("stale-state", { roomVersion: "11" }).plan),
  );
  expect(problemOf(folder, { seed: "3" }).message).toContain("says itself");
  expect(problemOf(folder, { servers: "3" }).message).toContain("says itself");
});
