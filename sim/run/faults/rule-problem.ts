// What a named fault in a plan may get wrong though it fits its schema: servers that are not there,
// lengths where there are none, a length beyond the end of the run.
import type { Ratio } from "../../engine/index.ts";
import { showMs } from "../duration.ts";
import { ruleNamed, type PlanRule } from "./catalogue.ts";
import type { Setting } from "./fault-rule.ts";
import { whereProblem } from "./where.ts";

/** Says what is wrong; undefined if the fault can be begun. */
export function ruleProblem(
  plan: Setting,
  { rule, forMs, atMs }: { rule: PlanRule; forMs?: number | undefined; atMs: number },
): string | undefined {
  const found = ruleNamed(rule.name);
  const fields = rule as { servers?: string[]; to?: string[]; server?: string; room?: string };
  for (const words of [fields.servers, fields.to]) {
    const wrong = words === undefined ? undefined : whereProblem(words, plan);
    if (wrong !== undefined) return wrong;
  }
  const { server } = fields;
  if (server !== undefined && !plan.servers.some(({ name }) => name === server)) {
    const names = plan.servers.slice(0, 8).map(({ name }) => name);
    return `there is no server ${server}; the plan has ${names.join(", ")}`;
  }
  const { room } = fields;
  if (room !== undefined && !plan.rooms.some(({ label }) => label === room)) {
    const labels = plan.rooms.map(({ label }) => label);
    return `there is no room ${room}; the plan has ${labels.join(", ") || "none"}`;
  }
  if (found.momentary === true && forMs !== undefined) {
    return `${rule.name} is over in a moment; leave its length out`;
  }
  if (found.needsLength === true && forMs === undefined) {
    return `${rule.name} needs a length, as in for=30s`;
  }
  if (forMs !== undefined && plan.healMs !== undefined && atMs + forMs > plan.healMs) {
    const left = Math.max(0, plan.healMs - atMs);
    return `${rule.name} is to last ${showMs(forMs)}, but all faults end ${showMs(left)} after its beginning`;
  }
  const untilHealMs = plan.healMs === undefined ? undefined : plan.healMs - atMs;
  return rhythmProblem(rule, forMs ?? untilHealMs) ?? found.problem?.(rule, plan);
}

/** A split that comes and goes has to fit its length at least once. */
function rhythmProblem(rule: PlanRule, forMs: number | undefined): string | undefined {
  const { flapMs, cutShare, healShare, ...least } = rule as SplitFields;
  const { cutAtLeastMs = 0, openAtLeastMs = 0 } = least;
  if (flapMs !== undefined && (cutShare ?? healShare ?? Object.keys(least).find(isLeast))) {
    return `${rule.name} goes on and off either in the rhythm of flapMs or by chance; leave one out`;
  }
  for (const share of [cutShare, healShare]) {
    if (share !== undefined && share.numerator > share.denominator) {
      return `${share.numerator}/${share.denominator} is more than all`;
    }
  }
  const stable = cutAtLeastMs + openAtLeastMs;
  if (forMs === undefined || stable <= forMs) return undefined;
  return `${rule.name} is to be stable for ${showMs(stable)} each time, but lasts only ${showMs(forMs)}`;
}

const isLeast = (name: string) => name === "cutAtLeastMs" || name === "openAtLeastMs";

interface SplitFields {
  readonly flapMs?: number;
  readonly cutShare?: Ratio;
  readonly healShare?: Ratio;
  readonly cutAtLeastMs?: number;
  readonly openAtLeastMs?: number;
}
