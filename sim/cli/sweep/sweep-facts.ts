// What sweeps on one machine and over a queue share: how they are told apart, one hash for all runs,
// what no run came to, and the files that a report leaves.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { isSite, propertyCheck, sites } from "../../check/index.ts";
import { claimPlace, type Plan } from "../../run/index.ts";
import { writeWholeFile } from "../output.ts";
import { nextSteps } from "./next-steps.ts";
import { sweepPage } from "./sweep-page.ts";
import { junitOf, type SweepFacts } from "./sweep-report.ts";
import type { Place } from "./sweep-store.ts";

/** Equal runs, equal hash: sweeps on other machines and with other numbers of jobs agree. */
export function sweepHash(hashes: readonly string[]): string {
  return createHash("sha256").update(hashes.join("\n")).digest("hex").slice(0, 16);
}

/** What the runs came to, and what none of them did. */
export function reachedBy(
  coverage: readonly Place[],
  plan: Plan,
): Pick<SweepFacts, "coverage" | "neverReached"> {
  const reached = new Set(coverage.map(({ place }) => place));
  const claims = (plan.expect ?? [])
    .filter(isSite)
    .map((claim) => claimPlace(propertyCheck(claim)));
  const due = [...claims, ...Array.from(sites.keys(), (site) => `site: ${site}`)];
  return { coverage, neverReached: due.filter((place) => !reached.has(place)) };
}

export interface ReportFiles {
  readonly junit: string;
  readonly data: string;
  readonly page: string;
}

/** Writes JUnit, JSON and page into a folder; answers the report with the names of its files. */
export function writeReports<Files extends object>(
  folder: string,
  facts: SweepFacts,
  more: { command: string; files: Files },
): { files: ReportFiles & Files } & object {
  const files = {
    ...more.files,
    junit: join(folder, "junit.xml"),
    data: join(folder, "report.json"),
    page: join(folder, "report.html"),
  };
  const failures = facts.failures.map((group) => {
    return { ...group, ...nextSteps(facts.words(group.seed), group.signature) };
  });
  const report = { command: more.command, ...facts, failures, words: undefined, files };
  writeWholeFile(files.junit, junitOf(facts));
  writeWholeFile(files.page, sweepPage(facts));
  writeWholeFile(files.data, `${JSON.stringify(report, undefined, 2)}\n`);
  return report;
}
