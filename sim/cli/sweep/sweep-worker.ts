// Runs a range of seeds of one story in a worker thread: the other end of sweep.ts.
import { referee } from "../../../test/reference/index.ts";
import { run, sweepRow, type SeedRange, type SweepRow } from "../../run/index.ts";
import { planOf, type PlanSource } from "../run/plan-source.ts";

/** The runs of all seeds of a range, in order. */
export default function sweepRange(task: { source: PlanSource; range: SeedRange }): SweepRow[] {
  const rows: SweepRow[] = [];
  for (let seed = task.range.first; seed <= task.range.last; seed++) {
    rows.push(sweepRow(seed, run(planOf(task.source, String(seed)), { referee })));
  }
  return rows;
}
