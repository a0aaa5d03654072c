// What a move of a guided sweep is, and the questions that all of them ask.
import type { Plan } from "../plan/plan.ts";
import type { Dice } from "../swarm/dice.ts";
import { isInside, spanOf } from "./ground.ts";

/** What a move has besides the plan. */
export interface Means {
  readonly dice: Dice;
  /** Another plan that came to something new. */
  readonly other: Plan;
  /** The seed of what is drawn anew. */
  readonly seed: string;
}

/** Changes one thing of a plan; undefined where there is nothing to change. */
export type Move = (plan: Plan, means: Means) => Plan | undefined;

/** A time of the plan's trouble: that of a step, for there is something to change. */
export function timeIn(plan: Plan, dice: Dice): number {
  const span = spanOf(plan);
  const inside = plan.steps.filter((step) => isInside(span, step));
  return inside.length === 0 ? span.startMs : dice.pick(inside).atMs;
}
