// What a sweep keeps of one run: enough to count, to compare and to run it again.
import { coverageOf, isSite, propertyCheck, viewTrace, type TraceView } from "../../check/index.ts";
import { failuresOf, type Failure } from "../failures.ts";
import type { Origin } from "../guide/guide.ts";
import type { Plan } from "../plan/plan.ts";
import { run, type RunOptions, type RunResult } from "../run.ts";

/** One run of a sweep, as plain data. */
export interface SweepRow {
  readonly seed: number;
  readonly outcome: RunResult["outcome"];
  /** Rolling hash of the trace. */
  readonly hash: string;
  readonly events: number;
  readonly deliveries: number;
  /** Signatures of what is broken, with the finding in this run's own words. */
  readonly failures: readonly Failure[];
  /** What the run came to: see check/coverage/coverage.ts, and claims that some run has to meet. */
  readonly places: readonly string[];
  /** In a guided sweep: where the plan comes from, if it is not the seed's own. */
  readonly origin?: Origin;
}

/** Runs a plan, and keeps its row. */
export function sweepSeed(seed: number, plan: Plan, options: RunOptions): SweepRow {
  let view: TraceView | undefined;
  const result = run(plan, { ...options, onView: (whole) => void (view = whole) });
  return sweepRow(seed, result, view);
}

/** The row of a run. @param view of its trace */
export function sweepRow(
  seed: number,
  result: RunResult,
  view: TraceView = viewTrace(result.records),
): SweepRow {
  const { outcome, hash, counters } = result;
  return {
    seed,
    outcome,
    hash,
    events: counters.events,
    deliveries: counters.deliveries,
    failures: failuresOf(result, view),
    places: [...coverageOf(view), ...claimsMet(result)],
  };
}

/** How a claim stands among the places: `claim: sometimes two topics meet`. */
export function claimPlace(check: string): string {
  return `claim: ${check}`;
}

function claimsMet({ plan, verdicts }: RunResult): string[] {
  const names = (plan.expect ?? []).filter(isSite).map(propertyCheck);
  const met = new Set(verdicts.filter(({ result }) => result === "held").map(({ check }) => check));
  return names.filter((name) => met.has(name)).map(claimPlace);
}
