// The smallest plan with the same broken check: the passes of `rashomon shrink` (ends, kinds of faults,
// servers, users, faults, deeds, values), one run after the other, because this runs in a page; so
// its runs are counted, and what is smallest by then is the answer.
import type { Plan } from "../../sim/run/plan/plan.ts";
import { planProblem } from "../../sim/run/plan/plan-problem.ts";
import { run } from "../../sim/run/run.ts";
import { shrinking } from "../../sim/run/shrink/shrink.ts";
import { signaturesOf } from "../../sim/run/shrink/signature.ts";

export interface MinimalPlan {
  readonly plan: Plan;
  /** What stays broken, in words. */
  readonly signature: string;
  readonly runs: number;
  /** False where it stopped at `runsMax`. */
  readonly finished: boolean;
}

/** Undefined where no check of the plan's run is broken. */
export function minimalPlan(plan: Plan, runsMax = 400): MinimalPlan | undefined {
  const [signature] = signaturesOf(run(plan));
  if (signature === undefined) return undefined;
  let runs = 1;
  let smallest = plan;
  const shrink = shrinking(plan, (candidate) => planProblem(candidate) === undefined);
  let asking = shrink.next();
  while (!asking.done) {
    const { candidates } = asking.value;
    let hit = -1;
    for (let at = 0; at < candidates.length && hit < 0; at++) {
      if (runs >= runsMax) return { plan: smallest, signature, runs, finished: false };
      runs += 1;
      if (fails(candidates[at], signature)) hit = at;
    }
    if (hit >= 0) smallest = candidates[hit];
    asking = shrink.next(hit);
  }
  return { plan: asking.value, signature, runs, finished: true };
}

function fails(plan: Plan, signature: string): boolean {
  try {
    return signaturesOf(run(plan)).includes(signature);
  } catch {
    // A story that cannot be told is no smaller version of this one.
    return false;
  }
}
