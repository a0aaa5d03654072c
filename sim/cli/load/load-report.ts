// A load run's report in all its forms: page, JSON file, JUnit, the object of `--json`, the text for
// a terminal. They are made from the same judgement.
import { join } from "node:path";
import { measuredOf, type LoadResult } from "../../../loadtest/driver/index.ts";
import { junitOf, pageOf, sentence, textOf } from "../../../loadtest/report/index.ts";
import type { Judgement } from "../../../loadtest/report/index.ts";
import type { Report } from "../hand-over.ts";
import type { LoadOrder } from "./load-order.ts";

/** Paths of what was written. */
export interface LoadFiles {
  readonly folder: string;
  readonly page: string;
  readonly json: string;
  readonly junit: string;
}

export function loadReport(
  { profile, slos, again, folder }: LoadOrder,
  result: LoadResult,
  judgement: Judgement,
): Omit<Report<LoadFiles>, "secrets"> {
  const { outcome, verdicts, blind, doubts } = judgement;
  const { name } = profile;
  const files: LoadFiles = {
    folder,
    page: join(folder, "report.html"),
    json: join(folder, "report.json"),
    junit: join(folder, "junit.xml"),
  };
  // `readResult` of loadtest/driver reads it.
  const whole = { ...result, profile: name, outcome, verdicts, blind, doubts, again };
  return {
    files,
    contents: [
      [files.page, pageOf({ profile: name, result, slos, judgement, again })],
      [files.json, `${JSON.stringify(whole)}\n`],
      [files.junit, junitOf(name, result, judgement)],
    ],
    object: {
      ...{ command: "load", profile: name, outcome, verdicts, blind, doubts },
      ...{ counters: countersOf(result), again },
    },
    text: (written) =>
      `${name} load on ${result.plan.target}\n${sentence(result)}\n\n` +
      `${textOf(result, judgement)}${endingOf(judgement)}\n` +
      `${written === undefined ? "" : `open ${written.page}\n`}repeat: ${again}\n`,
  };
}

/** A threshold of the profile that no request touched holds at any rate: that is no good news. */
function endingOf({ outcome, verdicts }: Judgement): string {
  const rare = verdicts.filter(({ result }) => result === "unknown").map(({ slo }) => slo);
  if (outcome !== "held" || rare.length === 0) return endings[outcome];
  return `what was measured is well; too rare in this run to be judged: ${rare.join(", ")}`;
}

const endings = {
  held: "all is well",
  broken: "a threshold is broken",
  incomplete: "the run is incomplete; the report holds what was measured",
  "generator failed": "the load generator failed",
} as const;

function countersOf(result: LoadResult): object {
  const measured = measuredOf(result);
  return {
    ...measured.arrivals,
    requests: Object.values(measured.requests).reduce((sum, { count }) => sum + count, 0),
    errorShare: measured.errorShare() ?? null,
    latencyP95Ms: measured.latencyMs(0.95) ?? null,
    sendP95Ms: measured.latencyMs(0.95, "send") ?? null,
    lagP95Ms: measured.lagMs(0.95) ?? null,
    lagCount: measured.lag.count,
  };
}
