// Drives one pass of shrinking to its end, for tests of passes.
import type { Plan } from "../../../../sim/run/index.ts";
import type { Asking } from "../../../../sim/run/shrink/minimise.ts";

/** What a pass makes of a plan where everything fails, or only what is asked for. */
export function walkPass(
  pass: (plan: Plan) => Asking<Plan, Plan>,
  from: Plan,
  fails: (plan: Plan) => boolean = () => true,
): Plan {
  const asking = pass(from);
  let step = asking.next();
  while (!step.done) step = asking.next(step.value.findIndex(fails));
  return step.value;
}
