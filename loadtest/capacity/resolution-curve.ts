// What state resolution costs a homeserver, point by point: by the number of forward extremities, and by
// the slots of the state about which they disagree. Each point is a room of its own; what was measured before
// the target was lost, or its user had enough, is the result. Called by `rashomon federation resolution`.
import { codeOf } from "../driver/client.ts";
import { endOf, federationProvenance } from "../federation/end.ts";
import type { Check, FederationJudgement } from "../federation/report/judgement.ts";
import type { FederationEnd, FederationProvenance } from "../federation/result.ts";
import type { FederationTarget } from "../federation/target.ts";
import { measureResolutionCost, type ResolutionCost } from "./resolution-cost.ts";

export interface CurvePoint {
  readonly extremities: number;
  readonly conflicted: number;
}

export interface CurvePlan {
  /** In the order in which they are measured; costs are told beside the first one's. */
  readonly points: readonly CurvePoint[];
  /** State events that are measured at each. */
  readonly events: number;
  readonly roomVersion: string;
  readonly seed: string;
}

export interface ResolutionCurve {
  readonly format: "rashomon-resolution-curve-1";
  readonly target: { readonly url: string; readonly name: string };
  readonly plan: CurvePlan;
  readonly provenance: FederationProvenance;
  readonly end: FederationEnd;
  readonly costs: readonly ResolutionCost[];
}

export interface CurveHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (text: string) => void;
  /** Measures a point (default: on the target). */
  readonly measure?: typeof measureResolutionCost;
}

/** @throws BridgeProblem, LoadProblem where not even the first stage can be set */
export async function measureResolutionCurve(
  target: FederationTarget,
  plan: CurvePlan,
  { signal, onProgress = () => {}, measure = measureResolutionCost }: CurveHooks = {},
): Promise<ResolutionCurve> {
  const { points, ...same } = plan;
  const startedAt = new Date().toISOString();
  const costs: ResolutionCost[] = [];
  let targetLost = false;
  const isStopped = () => signal?.aborted === true;
  for (const [n, point] of points.entries()) {
    const tell = (text: string) => onProgress(`point ${n + 1} of ${points.length}: ${text}`);
    const told = { ...(signal && { signal }), onProgress: tell };
    try {
      const cost = isStopped() ? undefined : await measure(target, { ...point, ...same }, told);
      // A point that was cut off says nothing.
      if (isStopped() || cost === undefined) break;
      costs.push(cost);
    } catch (thrown) {
      if (isStopped()) break;
      // A bug of ours has no code and no remedy; and where nothing was measured, that is the answer.
      if (costs.length === 0 || !isTargets(thrown)) throw thrown;
      targetLost = true;
      break;
    }
  }
  const { url, name } = target;
  return {
    ...{ format: "rashomon-resolution-curve-1", target: { url, name }, plan, costs },
    provenance: federationProvenance(target, startedAt),
    end: endOf({ targetLost, stopped: isStopped() }),
  };
}

const isTargets = (thrown: unknown) =>
  codeOf(thrown) !== undefined || (thrown instanceof Error && "remedy" in thrown);

/** Whether all was measured, and every event became visible. */
export function judgeCurve({ end, costs }: ResolutionCurve): FederationJudgement {
  const lost = costs.reduce((sum, cost) => sum + cost.lost, 0);
  const sent = costs.reduce((sum, cost) => sum + cost.plan.events, 0);
  const whole = end.how === "whole";
  const checks: Check[] = [
    {
      name: "the run was whole",
      ...(whole ? { result: "held", message: "it was" } : { result: "error", message: end.why }),
    },
    {
      name: "every event became visible",
      result: sent === 0 ? "skipped" : lost > 0 && whole ? "failure" : "held",
      message: `${sent - lost} of ${sent} did`,
    },
  ];
  const outcome = !whole ? "incomplete" : lost > 0 ? "broken" : "held";
  return { outcome, checks };
}

/** How many times the first point's median; undefined where either has none. */
export function timesFirst(curve: ResolutionCurve, cost: ResolutionCost): number | undefined {
  const ratio = cost.median.middle / (curve.costs[0]?.median.middle ?? NaN);
  return Number.isFinite(ratio) ? ratio : undefined;
}
