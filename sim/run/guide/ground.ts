// A plan as ground for new draws: who may act in it, when, and which faults make sense. Moves of a
// guided sweep and new draws of deeds look at a plan through this; nothing here draws.
import type { Ground } from "../swarm/draw-fault.ts";
import type { Crowd } from "../swarm/draw-deed.ts";
import { isDeed, usersOf } from "../shrink/plan-edit.ts";
import type { Plan, PlanStep } from "../plan/plan.ts";

/** When things may be added to a plan: from its first step to its heal, or to its last step. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** The time in which a plan's trouble is; what is after it belongs to the story's end. */
export function spanOf({ steps, healMs }: Plan): Span {
  const times = steps.map(({ atMs }) => atMs).filter((atMs) => atMs < (healMs ?? Infinity));
  const startMs = times.reduce((least, atMs) => Math.min(least, atMs), healMs ?? 10_000);
  const lastMs = times.reduce((most, atMs) => Math.max(most, atMs), startMs);
  return { startMs, endMs: healMs === undefined ? lastMs : Math.min(healMs, lastMs + 60_000) };
}

/** True for a step in the time of trouble. */
export function isInside({ endMs }: Span, { atMs }: PlanStep): boolean {
  return atMs <= endMs;
}

/** Who acts in a room of a plan, the busiest first. */
export function crowdOf(plan: Plan, label: string): Crowd {
  const room = plan.rooms.find((other) => other.label === label);
  const deeds = new Map<string, number>();
  for (const step of plan.steps.filter(isDeed)) {
    deeds.set(step.user, (deeds.get(step.user) ?? 0) + 1);
  }
  const users = usersOf(plan).sort((a, b) => (deeds.get(b) ?? 0) - (deeds.get(a) ?? 0));
  const powers = Object.entries(room?.powers ?? {}).filter(([, level]) => level >= 50);
  const mighty = [room?.creator ?? users[0], ...powers.map(([user]) => user)];
  const servers = plan.servers.map(({ name }) => name);
  return { users, mighty: [...new Set(mighty)], servers, heat: 1 };
}

/** What faults are drawn for in a plan; `size` as in a swarm, 1 to 3. */
export function groundOf(plan: Plan, size: number): Ground {
  const { seed, servers, rooms, healMs } = plan;
  return {
    seed,
    servers,
    rooms,
    users: usersOf(plan),
    size,
    ...(healMs !== undefined && { healMs }),
  };
}

/** The first number that no step has. */
export function nextId({ steps }: Plan): number {
  return steps.reduce((most, { id }) => Math.max(most, id), -1) + 1;
}

/** The plan with other steps, in order of time. */
export function inOrder(plan: Plan, steps: readonly PlanStep[]): Plan {
  return { ...plan, steps: [...steps].sort((a, b) => a.atMs - b.atMs || a.id - b.id) };
}
