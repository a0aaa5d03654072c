// One sweep of a measurement of guidance, guided or blind, in a worker thread: the other end of
// guidance.ts.
import { explore, type Explored } from "../../run/index.ts";
import { planOf, type PlanSource } from "../run/plan-source.ts";

/** All runs of a sweep, in order. */
export default function exploreSweep(task: {
  source: PlanSource;
  first: number;
  runs: number;
  guided: boolean;
}): Explored[] {
  return explore((seed) => planOf(task.source, String(seed)), task);
}
