// Runs one plan in a worker thread and answers how it failed: the other end of plan-pool.ts.
import { referee } from "../../../test/reference/index.ts";
import { run, signaturesOf, type Plan } from "../../run/index.ts";

/** The signatures of a plan's failures; empty where it holds, or where it cannot be run at all. */
export default function failuresOf(plan: Plan): string[] {
  try {
    return signaturesOf(run(plan, { referee }));
  } catch {
    // A candidate whose room nobody can make is no smaller version of anything.
    return [];
  }
}
