// Whether a value is a plan that can be run, and if not, where it is none and what would be right. Asked of
// JSON that comes in, and of what a story in code comes to.
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

/** A plan cannot be run: it is wrong in a place, or its words are fine and its story is not. */
export class PlanError extends Error {
  /** Where the plan is wrong, a JSON pointer such as `/rooms/0/creator`, and how; absent where no place is. */
  readonly at?: { readonly where: string; readonly message: string };

  constructor(message: string, at?: { readonly where: string; readonly message: string }) {
    super(at === undefined ? message : `${message}: ${at.where}: ${at.message}`);
    this.name = "PlanError";
    if (at !== undefined) this.at = at;
  }
}
