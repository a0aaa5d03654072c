// The passes that make times of a failing plan plain: pauses all together, then each by itself, then
// the lengths of faults and the time of the heal. A pause is moved with all that comes after it, so
// that nothing else changes. A value is replaced only by one that stands before it in the list of
// plain ones, so that the passes come to an end.
import type { Plan, PlanRule, PlanStep } from "../plan/plan.ts";
import { tryEach, tryOne, type Asking } from "./minimise.ts";

/** Longest pauses between steps that are tried, in ms: the shortest that still fails stays. */
const pausesMs = [1000, 10_000, 60_000, 600_000];

export function* shortPauses(plan: Plan): Asking<Plan, Plan> {
  for (const pauseMs of pausesMs) {
    const hurried = withPauses(plan, pauseMs);
    if (hurried === undefined) continue;
    const tried: Plan = yield* tryOne(plan, hurried);
    if (tried !== plan) return tried;
  }
  return plan;
}

/** The plan with pauses of at most some time, in whole seconds; undefined if that changes nothing. */
function withPauses(plan: Plan, mostMs: number): Plan | undefined {
  let lastMs = 0;
  let atMs = 0;
  let changed = false;
  const steps = plan.steps.map((step, n) => {
    const pauseMs = Math.min(mostMs, Math.ceil((step.atMs - lastMs) / 1000) * 1000);
    // The first step stays where it is: before it rooms are made.
    atMs = n === 0 ? step.atMs : atMs + pauseMs;
    changed ||= atMs !== step.atMs;
    lastMs = step.atMs;
    return { ...step, atMs };
  });
  return changed ? { ...plan, steps } : undefined;
}

/** When the first step is, in a plain plan: by then rooms are made. */
const firstStepMs = 10_000;

/** Each time by itself, in the order in which they come. */
export function* plainTimes(plan: Plan): Asking<Plan, Plan> {
  let smaller = plan;
  if (smaller.steps.length > 0) {
    const byMs = firstStepMs - smaller.steps[0].atMs;
    if (byMs !== 0) smaller = yield* tryOne(smaller, moved(smaller, 0, byMs));
  }
  for (const at of smaller.steps.keys()) {
    if (at > 0) smaller = yield* plainPause(smaller, at);
    smaller = yield* plainLengths(smaller, at);
  }
  return yield* plainHeal(smaller);
}

/** The pause before a step. */
function* plainPause(plan: Plan, at: number): Asking<Plan, Plan> {
  const pauseMs = plan.steps[at].atMs - plan.steps[at - 1].atMs;
  const plainer = plainerThan(pauseMs).map((ms) => moved(plan, at, ms - pauseMs));
  return yield* tryEach(plan, plainer);
}

/** The plan with a step, all that come after it, and the heal, some time later (or earlier). */
function moved(plan: Plan, from: number, byMs: number): Plan {
  const fromMs = plan.steps[from].atMs;
  const steps = plan.steps.map((step, n) => {
    return n < from ? step : { ...step, atMs: step.atMs + byMs };
  });
  const { healMs } = plan;
  const heal = healMs === undefined || healMs < fromMs ? {} : { healMs: healMs + byMs };
  return { ...plan, steps, ...heal };
}

/** How long a named fault lasts, and what it waits for. */
function* plainLengths(plan: Plan, at: number): Asking<Plan, Plan> {
  const step = plan.steps[at];
  if (!("rule" in step)) return plan;
  const withStep = (other: PlanStep): Plan => ({ ...plan, steps: plan.steps.with(at, other) });
  let smaller = plan;
  const { forMs } = step;
  if (forMs !== undefined) {
    const lengths = plainerThan(forMs).map((ms) => withStep({ ...step, forMs: ms }));
    smaller = yield* tryEach(smaller, lengths);
  }
  for (const [name, value] of Object.entries(step.rule)) {
    if (!/^ms$|Ms$/.test(name) || typeof value !== "number" || value < 0) continue;
    const now = smaller.steps[at] as typeof step;
    const values = plainerThan(value).map((ms) => {
      const other = { ...now, rule: { ...now.rule, [name]: ms } as PlanRule };
      return { ...smaller, steps: smaller.steps.with(at, other) };
    });
    smaller = yield* tryEach(smaller, values);
  }
  return smaller;
}

/** When all faults end: not at all where it makes no difference, else a plain time after the last step before. */
function* plainHeal(plan: Plan): Asking<Plan, Plan> {
  const { healMs, ...withoutHeal } = plan;
  if (healMs === undefined) return plan;
  const bare = yield* tryOne<Plan>(plan, withoutHeal);
  if (bare !== plan) return bare;
  const lastMs = plan.steps.findLast(({ atMs }) => atMs <= healMs)?.atMs ?? 0;
  const times = plainerThan(healMs - lastMs).map((ms) => ({ ...plan, healMs: lastMs + ms }));
  return yield* tryEach(plan, times);
}

/** Times in the order in which a reader likes them, in ms. */
const likedMs = [
  ...[1, 2, 5, 10, 20, 30].map((s) => s * 1000),
  ...[1, 2, 5, 10, 20, 30].map((minutes) => minutes * 60_000),
  ...[1, 2, 5, 10, 24].map((hours) => hours * 3_600_000),
  ...[100, 200, 500, 50, 20, 10],
];

/** Units to which a time is rounded where none that is liked will do. */
const unitsMs = [60_000, 10_000, 1000, 100, 10];

/**
 * Times that are plainer than one, the plainest first; none takes the place of 0, which says that
 * two things are one.
 */
function plainerThan(ms: number): number[] {
  if (ms === 0) return [];
  const known = likedMs.indexOf(ms);
  const fits = (time: number) => time <= Math.max(1000, 2 * ms) && (time >= 1000 || ms < 1000);
  const liked = known < 0 ? likedMs.filter(fits) : likedMs.slice(0, known);
  // Its own neighbours, coarse ones first, as long as they are rounder than it is.
  const rounded = unitsMs
    .filter((unit) => known < 0 && ms > unit && ms % unit !== 0)
    .flatMap((unit) => [Math.ceil(ms / unit) * unit, Math.floor(ms / unit) * unit]);
  return [...new Set([...liked, ...rounded])];
}
