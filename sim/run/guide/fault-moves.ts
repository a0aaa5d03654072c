// Moves of a guided sweep that change the faults of a plan: one more, one less, one at another time.
import { drawableRules } from "../faults/catalogue.ts";
import type { PlanStep } from "../plan/plan.ts";
import { episodesOf, withoutSteps } from "../shrink/plan-edit.ts";
import { drawFault } from "../swarm/draw-fault.ts";
import { groundOf, inOrder, nextId, spanOf } from "./ground.ts";
import { timeIn, type Move } from "./means.ts";

/** One named fault, once or a few times. */
export const addFaults: Move = (plan, { dice }) => {
  const { endMs } = spanOf(plan);
  const ground = groundOf(plan, dice.between(1, 3));
  const rule = dice.pick(drawableRules);
  const added: PlanStep[] = [];
  const count = dice.between(1, 3);
  for (let n = 0; n < count; n++) {
    const atMs = timeIn(plan, dice);
    const forMs = Math.min(endMs - atMs, dice.scaled(1000, 600_000));
    const fault = drawFault(dice, rule, ground, { atMs, forMs });
    if (fault !== undefined) added.push({ id: nextId(plan) + n, ...fault });
  }
  return added.length === 0 ? undefined : inOrder(plan, [...plan.steps, ...added]);
};

/** A fault less, with what ends it. */
export const dropFault: Move = (plan, { dice }) => {
  const episodes = episodesOf(plan);
  if (episodes.length === 0) return undefined;
  return withoutSteps(plan, dice.pick(episodes).steps);
};

/** Begins a fault, with what ends it, at another time, and lets it last longer or less. */
export const moveFault: Move = (plan, { dice }) => {
  const episodes = episodesOf(plan);
  if (episodes.length === 0) return undefined;
  const { steps: own } = dice.pick(episodes);
  const toMs = timeIn(plan, dice);
  const { startMs, endMs } = spanOf(plan);
  const firstMs = (plan.steps.find(({ id }) => own.has(id)) as PlanStep).atMs;
  // Four times as long, as long, or a quarter.
  const quarters = dice.pick([1, 4, 16]);
  const longer = (ms: number) => Math.floor((ms * quarters) / 4);
  const steps = plan.steps.map((step): PlanStep => {
    if (!own.has(step.id)) return step;
    const atMs = Math.max(startMs, Math.min(endMs, toMs + longer(step.atMs - firstMs)));
    if (!("rule" in step) || step.forMs === undefined) return { ...step, atMs };
    return { ...step, atMs, forMs: Math.min(endMs - atMs, longer(step.forMs)) };
  });
  return inOrder(plan, steps);
};
