// What of a plan goes into its result: everything but the stage, which holds secrets.
import type { LoadPlan } from "./plan.ts";
import type { PlanOfResult } from "./result.ts";

export function planOfResult(plan: LoadPlan): PlanOfResult {
  const { stage, listeners, mix, shape, drainMs, seed, runId, haste, inTurn, segment } = plan;
  return {
    ...{ target: stage.target, serverName: stage.serverName },
    ...{ users: stage.users.length, rooms: stage.rooms.length, listeners, mix, shape, drainMs },
    ...{ seed, stageSeed: stage.seed, runId, generators: 1 },
    ...(haste !== undefined && { haste }),
    ...(inTurn !== undefined && { inTurn }),
    ...(segment !== undefined && { segment }),
  };
}
