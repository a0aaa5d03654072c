// A load whose cost is compared with another's; run-arm.ts runs one in a process of its own.
import type { Stage } from "../../../../loadtest/stage/stage.ts";
import type { Visit } from "./visits.ts";

/** What all arms are given. */
export interface Given {
  readonly stage: Stage;
  /** Read when it is asked for: who needs none should not hold thousands. */
  readonly visits: () => readonly Visit[];
}

/** Loads for so long at most, or until the signal. */
export type Run = (seconds: number, signal: AbortSignal) => Promise<unknown>;

/** Prepares a load; what that costs is not measured. */
export type Arm = (given: Given, seconds: number) => Promise<Run> | Run;
