import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { reachedBy, sweepHash, writeReports } from "../../../../sim/cli/sweep/sweep-facts.ts";
import { planOf } from "../../../../sim/cli/run/plan-source.ts";
import type { SweepFacts } from "../../../../sim/cli/sweep/sweep-report.ts";
import { temporaryFolder } from "../call.ts";

const source = { scenario: "netsplit-ban", options: {} };
const plan = planOf(source, "1");

test("what no run came to are sites and claims; one hash stands for all runs in their order", () => {
  const coverage = [{ place: "claim: sometimes carol keeps order", runs: 1, seed: 1 }];
  const { neverReached } = reachedBy(coverage, plan);
  expect(neverReached).toContain("claim: reachable a soft failure");
  expect(neverReached).toContain("site: a soft failure");
  expect(neverReached).not.toContain("claim: sometimes carol keeps order");
  expect(sweepHash(["a", "b"])).not.toBe(sweepHash(["b", "a"]));
});

test("a report is a page, JSON and JUnit in one folder", () => {
  const facts: SweepFacts = {
    ...{ scenario: "x", seeds: { first: 1, last: 2 }, end: "done", jobs: 1, done: 2, ran: 2 },
    ...{ seconds: 1, outcomes: { held: 2 }, failures: [], coverage: [], neverReached: [] },
    ...{ hash: "h", words: () => "" },
  };
  const { files } = writeReports(temporaryFolder(), facts, { command: "sweep", files: {} });
  for (const file of Object.values(files)) expect(existsSync(file)).toBe(true);
  expect(JSON.parse(readFileSync(files.data, "utf8"))).toMatchObject({ command: "sweep", done: 2 });
});
