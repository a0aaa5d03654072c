// A named fault that begins when the story is long over: nothing is left that it could be done to, and the run would
// only wait for it. Part of plan/plan-problem.ts; what else a fault may get wrong is in rule-problem.ts.
import { showMs } from "../duration.ts";
import type { Plan, PlanStep } from "../plan/plan.ts";
import type { Problem } from "../plan/schema-problem.ts";

/**
 * Finds the first named fault that begins after all before it has come to rest: later than the last deed, verb and
 * heal, and the ends of the faults before it, by more than the servers may take to settle.
 */
export function lateFaultProblem({ steps, healMs = 0, settleMs }: Plan): Problem | undefined {
  const faults = [...steps.entries()].filter(([, step]) => "rule" in step);
  faults.sort(([, one], [, other]) => one.atMs - other.atMs);
  const others = steps.filter((step) => !("rule" in step));
  // Where nobody does anything, the first fault is what happens.
  const first = others.length > 0 ? 0 : (faults[0]?.[1].atMs ?? 0);
  let lastMs = others.reduce((most, { atMs }) => Math.max(most, atMs), Math.max(first, healMs));
  for (const [n, step] of faults) {
    if (step.atMs > lastMs + settleMs) {
      return { where: `/steps/${n}/rule`, message: tooLate(step, lastMs, settleMs) };
    }
    lastMs = Math.max(lastMs, step.atMs + lengthOf(step));
  }
  return undefined;
}

const lengthOf = (step: PlanStep) => ("forMs" in step ? (step.forMs ?? 0) : 0);

function tooLate(step: PlanStep, lastMs: number, settleMs: number): string {
  const name = "rule" in step ? step.rule.name : "";
  const over = `the last thing before it is over at ${showMs(lastMs)}, and all is at rest ${showMs(settleMs)} later`;
  return `${name} would begin at ${showMs(step.atMs)}, with nothing left to disturb: ${over}; let it begin earlier`;
}
