// A guided or a blind sweep in one go, to compare them: what each run found that none before it did,
// and what it cost. It is the same guide and the same plans as in `rashomon sweep --guided`.
import { coverageOf, viewTrace } from "../../check/index.ts";
import type { Plan } from "../plan/plan.ts";
import { run } from "../run.ts";
import { Guide, generationSize, type GuidedRun } from "./guide.ts";
import { Lineage } from "./lineage.ts";

/** A run of an exploration. */
export interface Explored {
  /** Places that no run before it came to. */
  readonly novel: number;
  readonly deliveries: number;
}

/** Runs plans of seeds from `first` on, fresh ones only or guided. */
export function explore(
  fresh: (seed: number) => Plan,
  { first, runs, guided }: { first: number; runs: number; guided: boolean },
): Explored[] {
  const guide = new Guide();
  const lineage = new Lineage(fresh);
  const known = new Set<string>();
  const explored: Explored[] = [];
  for (let from = first; from < first + runs; from += generationSize) {
    const learned: GuidedRun[] = [];
    for (let seed = from; seed < Math.min(from + generationSize, first + runs); seed++) {
      const origin = guided ? guide.originOf(seed) : undefined;
      if (origin !== undefined) lineage.learn([[seed, origin]]);
      // Verdicts cost much and say nothing of where a run came.
      const { records, counters } = run({ ...lineage.plan(seed), checks: [], expect: [] });
      const places = coverageOf(viewTrace(records));
      const novel = places.filter((place) => !known.has(place)).length;
      for (const place of places) known.add(place);
      learned.push({ seed, origin, places: places.length, novel });
      explored.push({ novel, deliveries: counters.deliveries });
    }
    guide.learn(learned);
  }
  return explored;
}
