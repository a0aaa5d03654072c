// Moves of a guided sweep that put two plans together. What comes from the other plan is told in
// this one's names: the n-th server, user and room of one stand for the n-th of the other, and
// round again where there are fewer.
import type { Plan, PlanStep } from "../plan/plan.ts";
import { isDeed, usersOf } from "../shrink/plan-edit.ts";
import { inOrder, isInside, nextId, spanOf } from "./ground.ts";
import { timeIn, type Move } from "./means.ts";

/** Up to a time what this plan tells, from then on what the other does after some time of its own. */
export const splice: Move = (plan, { dice, other }) => {
  const fromMs = timeIn(plan, dice);
  const span = spanOf(plan);
  const kept = plan.steps.filter((step) => step.atMs <= fromMs || !isInside(span, step));
  const theirsMs = timeIn(other, dice);
  const theirs = spanOf(other);
  const tail = other.steps.filter((step) => step.atMs > theirsMs && isInside(theirs, step));
  const base = nextId(plan);
  const added = adopted(tail, { from: other, to: plan }).flatMap((step, n): PlanStep[] => {
    const atMs = fromMs + (step.atMs - theirsMs);
    return atMs > span.endMs ? [] : [within(span.endMs, { ...step, id: base + n, atMs })];
  });
  return added.length === 0 ? undefined : inOrder(plan, [...kept, ...added]);
};

/** The named faults of the other plan in place of this one's. */
export const takeFaults: Move = (plan, { other }) => {
  const span = spanOf(plan);
  const theirs = spanOf(other);
  const rules = other.steps.filter((step) => "rule" in step);
  if (rules.length === 0) return undefined;
  const base = nextId(plan);
  const long = Math.max(1, theirs.endMs - theirs.startMs);
  const added = adopted(rules, { from: other, to: plan }).map((step, n): PlanStep => {
    const share = Math.max(0, (step.atMs - theirs.startMs) / long);
    const atMs = span.startMs + Math.floor(share * (span.endMs - span.startMs));
    return within(span.endMs, { ...step, id: base + n, atMs: Math.min(atMs, span.endMs) });
  });
  return inOrder(plan, [...plan.steps.filter((step) => !("rule" in step)), ...added]);
};

/** A fault ends in time. */
function within(endMs: number, step: PlanStep): PlanStep {
  if (!("rule" in step) || step.forMs === undefined) return step;
  return { ...step, forMs: Math.max(0, Math.min(step.forMs, endMs - step.atMs)) };
}

/** The deeds and named faults of some steps as the other plan would tell them; verbs stay behind. */
export function adopted(
  steps: readonly PlanStep[],
  { from, to }: { from: Plan; to: Plan },
): PlanStep[] {
  const names = new Map<string, string>();
  const pair = (theirs: readonly string[], ours: readonly string[]) => {
    for (const [n, name] of theirs.entries()) names.set(name, ours[n % ours.length]);
  };
  const labels = ({ rooms }: Plan) => rooms.map(({ label }) => label);
  const servers = (plan: Plan) => plan.servers.map(({ name }) => name);
  pair(labels(from), labels(to));
  pair(usersOf(from), usersOf(to));
  pair(servers(from), servers(to));
  const inOurNames = (value: unknown): unknown => {
    if (typeof value === "string") return names.get(value) ?? value;
    if (Array.isArray(value)) return value.map(inOurNames);
    if (typeof value !== "object" || value === null) return value;
    const fields = Object.entries(value).map(([key, field]: [string, unknown]) => {
      return [key, plainFields.has(key) ? field : inOurNames(field)];
    });
    return Object.fromEntries(fields) as unknown;
  };
  return steps
    .filter((step) => isDeed(step) || "rule" in step)
    .map((step) => inOurNames(step) as PlanStep);
}

/** Fields whose texts are no names of servers, users or rooms, whatever they say. */
const plainFields: ReadonlySet<string> = new Set("kind name body topic type content".split(" "));
