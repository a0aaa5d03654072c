// A load run's report in all its forms: page, JSON file, JUnit, the object of `--json`, the text for
// a terminal. They are made from the same judgement.
import { measuredOf, type LoadResult } from "../../../loadtest/driver/index.ts";
import { junitOf, pageOf, sentence, textOf } from "../../../loadtest/report/index.ts";
import type { Judgement } from "../../../loadtest/report/index.ts";
import type { LoadOrder } from "./load-order.ts";

/** Paths of what was written. */
export interface LoadFiles {
  readonly folder: string;
  readonly page: string;
  readonly json: string;
  readonly junit: string;
}

export interface LoadReport {
  page(): string;
  /** The whole result; `readResult` of loadtest/driver reads it. */
  json(): string;
  junit(): string;
  summary(files: LoadFiles): object;
  text(files: LoadFiles): string;
}

export function loadReport(
  { profile, slos, again }: LoadOrder,
  result: LoadResult,
  judgement: Judgement,
): LoadReport {
  const { outcome, verdicts, blind, doubts } = judgement;
  const { name } = profile;
  return {
    page: () => pageOf({ profile: name, result, slos, judgement, again }),
    json: () =>
      `${JSON.stringify({ ...result, profile: name, outcome, verdicts, blind, doubts, again })}\n`,
    junit: () => junitOf(name, result, judgement),
    summary: (files) => ({
      ...{ command: "load", profile: name, outcome, verdicts, blind, doubts },
      ...{ counters: countersOf(result), again, files },
    }),
    text: (files) =>
      `${name} load on ${result.plan.target}\n${sentence(result)}\n\n` +
      `${textOf(result, judgement)}${endingOf(judgement)}\nopen ${files.page}\nrepeat: ${again}\n`,
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
