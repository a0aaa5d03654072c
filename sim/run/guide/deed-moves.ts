// Moves of a guided sweep that change what users do: more of it, or closer together.
import type { PlanStep } from "../plan/plan.ts";
import { isDeed } from "../shrink/plan-edit.ts";
import { deedKinds, drawDeed } from "../swarm/draw-deed.ts";
import { crowdOf, inOrder, nextId, spanOf } from "./ground.ts";
import { timeIn, type Move } from "./means.ts";

/** One or two kinds of deeds many times within a while. */
export const addDeeds: Move = (plan, { dice }) => {
  if (plan.rooms.length === 0) return undefined;
  const room = dice.pick(plan.rooms).label;
  const crowd = crowdOf(plan, room);
  const kinds = Array.from({ length: dice.between(1, 2) }, () => dice.pick(deedKinds));
  const { endMs } = spanOf(plan);
  const fromMs = timeIn(plan, dice);
  const forMs = Math.max(1, Math.min(endMs - fromMs, dice.scaled(500, 300_000)));
  const id = nextId(plan);
  const added = Array.from({ length: dice.scaled(4, 24) }, (_, n): PlanStep => {
    const deed = drawDeed(dice, dice.pick(kinds), crowd, id + n);
    return { id: id + n, atMs: fromMs + dice.below(forMs), room, ...deed } as PlanStep;
  });
  return inOrder(plan, [...plan.steps, ...added]);
};

/** What is done within a while is done almost at once, so that nobody has heard of the others. */
export const hurry: Move = (plan, { dice }) => {
  const fromMs = timeIn(plan, dice);
  const toMs = Math.min(fromMs + dice.scaled(2000, 300_000), spanOf(plan).endMs);
  const faster = dice.between(5, 100);
  const steps = plan.steps.map((step): PlanStep => {
    if (!isDeed(step) || step.atMs <= fromMs || step.atMs > toMs) return step;
    return { ...step, atMs: fromMs + Math.floor((step.atMs - fromMs) / faster) };
  });
  return inOrder(plan, steps);
};
