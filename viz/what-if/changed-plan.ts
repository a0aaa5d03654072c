// The story of a run, told otherwise: the plan that the trace holds with other rules, another seed,
// or without some of its steps. Pure; running it is the page's business.
import type { Plan } from "../../sim/run/plan/plan.ts";
import { isObject } from "../model/index.ts";

export interface PlanChange {
  /** Room version for all rooms; "" as it was. */
  readonly version: string;
  /** Dialect of state resolution for all servers; "" as it was. */
  readonly dialect: string;
  /** "" as it was. */
  readonly seed: string;
  /** IDs of steps that do not happen. */
  readonly without: ReadonlySet<number>;
}

/** A plan with a change. Step IDs stay, so that all other draws of chance stay too. */
export function changedPlan(plan: Plan, change: PlanChange): Plan {
  const { version, dialect, seed, without } = change;
  return {
    ...plan,
    seed: seed === "" ? plan.seed : seed,
    rooms: plan.rooms.map((room) => (version === "" ? room : { ...room, version })),
    servers: plan.servers.map((server) => (dialect === "" ? server : { ...server, dialect })),
    steps: plan.steps.filter(({ id }) => !without.has(id)),
  };
}

/** A step in a few words. */
export function stepText(step: Plan["steps"][number]): string {
  if ("fault" in step) {
    const { verb } = step.fault;
    return "server" in step.fault ? `${verb} ${step.fault.server}` : verb;
  }
  if ("rule" in step) {
    return "server" in step.rule ? `${step.rule.name} at ${step.rule.server}` : step.rule.name;
  }
  const { kind } = step.action;
  const target = "target" in step.action ? ` ${step.action.target}` : "";
  return `${step.user}: ${kind}${target}`;
}

/** A page stands still while it runs a story, so it must be a small one. */
const serversMax = 200;
const stepsMax = 2_000;

/** The plan in a trace, where it is one that a page can run. */
export function runnablePlan(value: unknown): Plan | undefined {
  if (!isObject(value) || value["format"] !== "rashomon-plan/1") return undefined;
  const plan = value as unknown as Plan;
  if (!Array.isArray(plan.servers) || !Array.isArray(plan.steps)) return undefined;
  if (!Array.isArray(plan.rooms)) return undefined;
  return plan.servers.length <= serversMax && plan.steps.length <= stepsMax ? plan : undefined;
}
