// What comes after a time, drawn anew: the chance of the wire and of faults, or also who does what.
// Up to that time the run is the same to the last record, so what differs was decided after it.
import type { Plan, PlanStep } from "../plan/plan.ts";
import { isDeed } from "../shrink/plan-edit.ts";
import { Dice } from "../swarm/dice.ts";
import { drawDeed, type DeedKind } from "../swarm/draw-deed.ts";
import { crowdOf, isInside, spanOf } from "./ground.ts";

/** The plan with other chance from a time on. */
export function chanceAnew(plan: Plan, fromMs: number, seed: string): Plan {
  const before = (plan.reseeds ?? []).filter(({ atMs }) => atMs < fromMs);
  return { ...plan, reseeds: [...before, { atMs: fromMs, seed }] };
}

/**
 * The plan with other deeds from a time on: as many, at the same times, of the kinds that it has, in
 * other hands. Faults and what is said after the heal stay.
 */
export function deedsAnew(plan: Plan, fromMs: number, seed: string): Plan {
  const dice = new Dice(seed, "deeds anew");
  const span = spanOf(plan);
  const kinds = plan.steps.filter(isDeed).map(({ action }) => action.kind as DeedKind);
  const crowds = new Map(plan.rooms.map(({ label }) => [label, crowdOf(plan, label)]));
  const steps = plan.steps.map((step): PlanStep => {
    const crowd = isDeed(step) ? crowds.get(step.room) : undefined;
    if (crowd === undefined || step.atMs < fromMs || !isInside(span, step)) return step;
    return { ...step, ...drawDeed(dice, dice.pick(kinds), crowd, step.id) } as PlanStep;
  });
  return { ...plan, steps };
}
