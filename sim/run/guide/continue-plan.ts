// A plan made out of another by a few moves, all drawn from one seed: what a guided sweep runs where
// a blind one would run a fresh plan. The result can be run, whatever the moves come to.
import { isSite, namesOfChecks } from "../../check/index.ts";
import { faultRules } from "../faults/catalogue.ts";
import { readPlan } from "../plan/read-plan.ts";
import type { Plan } from "../plan/plan.ts";
import { roomsCanBeMade } from "../phases/rooms-can-be-made.ts";
import { Dice } from "../swarm/dice.ts";
import type { Move } from "./means.ts";
import { moves, type MoveName } from "./moves.ts";

/** More steps than this are left out: runs of a sweep stay alike in size. */
const stepsMax = 400;

/**
 * Makes a plan out of another.
 * @param names the moves to make, in order; one that finds nothing to change is left out, and if
 *   what comes out is no plan that can be run, so is the last one, and the one before
 * @param seed of all that is drawn; the same one gives the same plan
 */
export function continuePlan(
  plan: Plan,
  { other, seed, names }: { other: Plan; seed: string; names: readonly MoveName[] },
): Plan {
  const stages = [plan];
  for (const [n, name] of names.entries()) {
    const before = stages[stages.length - 1];
    const move: Move = moves[name];
    const own = `${seed} move ${n}`;
    const moved = move(before, { dice: new Dice(own, name), other, seed: own });
    if (moved === undefined || moved.steps.length > stepsMax) continue;
    stages.push(withOwnChecks(moved, before));
  }
  const canRun = (stage: Plan) => readPlan(stage).ok && roomsCanBeMade(stage);
  const last = stages.findLast((stage) => stage === plan || canRun(stage)) ?? plan;
  return last === plan ? plan : ofItself(last);
}

/** Checks that new faults are bound to break say nothing by breaking. */
function withOwnChecks(plan: Plan, before: Plan): Plan {
  const had = namesOfRules(before);
  const fresh = [...namesOfRules(plan)].filter((name) => !had.has(name));
  const bound = new Set(fresh.flatMap((name) => faultRules.get(name)?.breaks ?? []));
  if (bound.size === 0) return plan;
  return { ...plan, checks: namesOfChecks(plan.checks).filter((name) => !bound.has(name)) };
}

function namesOfRules({ steps }: Plan): Set<string> {
  return new Set(steps.flatMap((step) => ("rule" in step ? [step.rule.name] : [])));
}

/** What a story claims of itself need not be true of another; what it may come to still counts. */
function ofItself(plan: Plan): Plan {
  if (plan.expect === undefined) return plan;
  return { ...plan, expect: plan.expect.filter(isSite) };
}
