// What a k6 process is told, as one file: the plan and the stage. It holds access tokens, so it is
// readable for its owner only, lives in a temporary folder, and is removed after the run.
import type { Stage } from "../stage/stage.ts";
import type { WorkloadPlan } from "../workload.ts";

/** The part of a load plan that k6 needs, beside the stage. */
export interface JobPlan extends Omit<WorkloadPlan, "stage"> {
  readonly listeners: number;
  readonly listenRampMs: number;
  readonly drainMs: number;
  readonly inFlightMax: number;
  /** Thresholds in the form of slo.ts, for runs of k6 by hand. */
  readonly thresholds: string;
  /** Accepts any certificate. */
  readonly insecure: boolean;
}

export interface Job {
  readonly plan: JobPlan;
  readonly stage: Stage;
}
