// A plan from JSON: whether it is one that can be run, and if not, where it is none and what would be right.
import { planProblem } from "./plan-problem.ts";
import { Plan } from "./plan.ts";
import { schemaProblem } from "./schema-problem.ts";

export type PlanReading =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly where: string; readonly message: string };

/** Checks that a JSON value is a plan that can be run; says where it is none, and what would be. */
export function readPlan(value: unknown): PlanReading {
  const problem = schemaProblem(Plan, value) ?? planProblem(value as Plan);
  return problem === undefined ? { ok: true, plan: value as Plan } : { ok: false, ...problem };
}
