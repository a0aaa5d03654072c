// Runs a range of seeds of one story in a worker thread: the other end of sweep-run.ts.
import { referee } from "../../../test/reference/index.ts";
import { sweepSeed, type Lineage, type SweepRow } from "../../run/index.ts";
import { planOf } from "../run/plan-source.ts";
import { lineageOf, type SweepTask } from "./sweep-batches.ts";

/** The plans of the guided sweep that this thread works for: many go on from the same ones. */
let guided: { readonly sweep: string; readonly lineage: Lineage } | undefined;

/** The runs of all seeds of a range, in order. */
export default function sweepRange({ source, range, guided: part }: SweepTask): SweepRow[] {
  if (part !== undefined) {
    if (guided?.sweep !== part.sweep) {
      guided = { sweep: part.sweep, lineage: lineageOf(source, []) };
    }
    guided.lineage.learn(part.origins);
  }
  const rows: SweepRow[] = [];
  for (let seed = range.first; seed <= range.last; seed++) {
    if (part === undefined || guided === undefined) {
      rows.push(sweepSeed(seed, planOf(source, String(seed)), { referee }));
      continue;
    }
    const { lineage } = guided;
    const origin = lineage.origin(seed);
    const row = sweepSeed(seed, lineage.plan(seed), { referee });
    rows.push(origin === undefined ? row : { ...row, origin });
  }
  return rows;
}
