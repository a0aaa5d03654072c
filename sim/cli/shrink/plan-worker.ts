// Runs one plan in a worker thread and answers how it failed: the other end of plan-pool.ts.
import { referee } from "../../../test/reference/index.ts";
import { failuresOf, run, type Failure, type Plan } from "../../run/index.ts";
import type { TraceView } from "../../check/index.ts";

/** A plan's failures; none where it holds, or where it cannot be run at all. */
export default function failuresOfPlan(plan: Plan): Failure[] {
  let view: TraceView | undefined;
  try {
    const result = run(plan, { referee, onView: (whole) => void (view = whole) });
    return failuresOf(result, view);
  } catch {
    // A candidate whose room nobody can make is no smaller version of anything.
    return [];
  }
}
