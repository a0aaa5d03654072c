// The faults of a replay as a plan: who is cut off from whom, and when. The room's events are not
// in it; they come from the file.
import { seedHash, shuffleInto, stream } from "../../engine/index.ts";
import type { Referee } from "../../check/index.ts";
import type { IdentifiedPdu } from "../../protocol/event.ts";
import type { TraceLevel } from "../../trace/records.ts";
import { planFormat, type Plan, type PlanFault } from "../plan/plan.ts";

/** Shapes of trouble for a replay. */
export const replayFaults = ["halves", "isolate-one", "ring", "none"] as const;
export type ReplayFault = (typeof replayFaults)[number];

export interface ReplayInput {
  readonly roomName: string;
  readonly version: string;
  readonly events: readonly IdentifiedPdu[];
  readonly servers: number;
  readonly faults: ReplayFault;
  readonly seed: string;
  /** Preset of server policies (default: `synapse`). */
  readonly policy?: string;
  readonly trace?: TraceLevel;
  /** Second opinion for the check `auth-held`, which is not made without it. */
  readonly referee?: Referee;
}

/** Events are created this far apart, from this time on. */
export const replayEveryMs = 100;
export const replayStartMs = 1000;

/** A plan that holds the faults; the room's events come from the file. */
export function replayPlan(input: ReplayInput): Plan {
  const names = Array.from({ length: input.servers }, (_, n) => `v${n + 1}`);
  const lengthMs = input.events.length * replayEveryMs;
  const fault = faultOf(input, names);
  const steps: Plan["steps"] =
    fault === undefined
      ? []
      : [
          { id: 0, atMs: replayStartMs + Math.floor(lengthMs / 4), fault },
          {
            id: 1,
            atMs: replayStartMs + Math.floor((lengthMs * 3) / 4),
            fault: { verb: "heal", id: "trouble" },
          },
        ];
  return {
    format: planFormat,
    scenario: `replay of ${input.roomName}`,
    about: `The events of ${input.roomName} on ${input.servers} servers, faults: ${input.faults}.`,
    seed: input.seed,
    servers: names.map((name) => ({ name, policy: input.policy ?? "synapse" })),
    network: { delay: { kind: "uniform", minMs: 20, maxMs: 120 } },
    rooms: [],
    steps,
    settleMs: 0,
    nudges: 0,
    checks: [],
    trace: input.trace ?? "full",
  };
}

function faultOf({ faults, seed }: ReplayInput, names: string[]): PlanFault | undefined {
  const order = shuffled(seed, names);
  const half = Math.ceil(names.length / 2);
  switch (faults) {
    case "none":
      return undefined;
    case "halves":
      return { verb: "partition", id: "trouble", groups: [order.slice(0, half)] };
    case "isolate-one":
      return { verb: "partition", id: "trouble", groups: [order.slice(0, 1)] };
    case "ring": {
      // Each server reaches only the next one.
      const links: [string, string][] = [];
      for (const [n, from] of order.entries()) {
        for (const to of order) {
          if (to !== from && to !== order[(n + 1) % order.length]) links.push([from, to]);
        }
      }
      return links.length === 0 ? undefined : { verb: "partition", id: "trouble", links };
    }
  }
}

function shuffled(seed: string, names: string[]): string[] {
  const order = Int32Array.from(names.keys());
  shuffleInto(order, order, stream(seedHash(seed), "replay faults"), 0);
  return [...order].map((n) => names[n]);
}
