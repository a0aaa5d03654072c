// Looks for the smallest plan that fails in the same way. What that is says whoever drives it (`rashomon shrink`:
// the same signature by the same mechanism, failures.ts): it is asked for the first failing one of several, so runs
// may go on in parallel and the answer is the same for any number of workers. The passes go round until none of
// them finds anything. Nothing here runs a plan.
import { readPlan } from "../plan/read-plan.ts";
import type { Plan } from "../plan/plan.ts";
import { passes } from "./passes.ts";
import { sizeOf, type PlanSize } from "./plan-edit.ts";

/** What is asked of whoever runs the candidates. */
export interface ShrinkQuestion {
  /** In order of preference: the answer is the index of the first that fails alike, or -1. */
  readonly candidates: readonly Plan[];
  /** The pass that asks, in words: `leaving out servers, …`. */
  readonly pass: string;
  /** The size of the smallest plan so far. */
  readonly size: PlanSize;
}

/** Rounds of all passes: each but the last makes the plan smaller. */
const roundsMax = 20;

/**
 * Makes a failing plan smaller.
 * @param plan fails in the way that candidates are asked for
 * @param isPlan whether a candidate makes sense; a page, which has no schemas, has a check of its own
 * @returns a plan that fails alike; the same one if nothing could be left out
 * @example
 * const smallest = await drive(shrinking(plan), async ({ candidates }) => firstFailing(candidates));
 */
export function* shrinking(
  plan: Plan,
  isPlan: (candidate: Plan) => boolean = (candidate) => readPlan(candidate).ok,
): Generator<ShrinkQuestion, Plan, number> {
  // Candidates that were tried before, whatever came of it: a smaller plan is never a tried one.
  const tried = new Set<string>([JSON.stringify(plan)]);
  let smallest = plan;
  for (let round = 0; round < roundsMax; round++) {
    const before = smallest;
    for (const pass of passes) smallest = yield* runPass(pass, smallest, { tried, isPlan });
    if (smallest === before) break;
  }
  return smallest;
}

function* runPass(
  pass: (typeof passes)[number],
  plan: Plan,
  { tried, isPlan }: { tried: Set<string>; isPlan: (candidate: Plan) => boolean },
): Generator<ShrinkQuestion, Plan, number> {
  const asking = pass.run(plan);
  let smallest = plan;
  let step = asking.next();
  while (!step.done) {
    const places: number[] = [];
    for (const [n, candidate] of step.value.entries()) {
      const text = JSON.stringify(candidate);
      if (tried.has(text) || !isPlan(candidate)) continue;
      tried.add(text);
      places.push(n);
    }
    const candidates = places.map((n) => (step.value as readonly Plan[])[n]);
    const question = { candidates, pass: pass.name, size: sizeOf(smallest) };
    const hit = candidates.length === 0 ? -1 : yield question;
    if (hit >= 0) smallest = candidates[hit];
    step = asking.next(hit < 0 ? -1 : places[hit]);
  }
  return smallest;
}
