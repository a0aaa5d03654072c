// The smallest plan with the same broken check that leaving out steps can give: steps go one by one,
// the last first, as long as the same check stays broken. `rashomon shrink` does more (servers,
// times, contents) and uses all processors; this runs in a page, so its runs are counted.
import type { Plan } from "../../sim/run/plan.ts";
import { run } from "../../sim/run/run.ts";
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
export function minimalPlan(plan: Plan, runsMax = 300): MinimalPlan | undefined {
  const [signature] = signaturesOf(run(plan));
  if (signature === undefined) return undefined;
  let smallest = plan;
  let runs = 1;
  for (let again = true; again;) {
    again = false;
    for (const { id } of [...smallest.steps].reverse()) {
      if (runs >= runsMax) return { plan: smallest, signature, runs, finished: false };
      const candidate = { ...smallest, steps: smallest.steps.filter((step) => step.id !== id) };
      runs += 1;
      if (!fails(candidate, signature)) continue;
      smallest = candidate;
      again = true;
    }
  }
  return { plan: smallest, signature, runs, finished: true };
}

function fails(plan: Plan, signature: string): boolean {
  try {
    return signaturesOf(run(plan)).includes(signature);
  } catch {
    // A story that cannot be told is no smaller version of this one.
    return false;
  }
}
