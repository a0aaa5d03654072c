// What a load run is asked to do, and what a driver is: the contract between those who ask
// (`rashomon load`, `rashomon capacity`, benchmarks) and the drivers (node.ts, k6.ts).
import type { Slo } from "../slo.ts";
import type { WorkloadPlan } from "../workload.ts";
import type { LoadResult, SeriesRow, TargetSample } from "./result.ts";

/** A load, complete: both drivers send the same requests for it. */
export interface LoadPlan extends WorkloadPlan {
  /** Users whose /sync loop runs beside the journeys: the first ones of the stage. */
  readonly listeners: number;
  /** Time over which listeners begin, before the first arrival, in ms. */
  readonly listenRampMs: number;
  /** How long journeys may take to end after the last phase, in ms. */
  readonly drainMs: number;
  /** Journeys under way at most; an arrival beyond is dropped, and counted as such. */
  readonly inFlightMax: number;
  /** Thresholds that k6 is told as well; whoever asked for the load judges the result itself. */
  readonly thresholds?: readonly Slo[];
  /** Thresholds at which the run ends early, looked at every second over the measured phases. */
  readonly abortOn?: readonly Slo[];
  /** True where a few slow ones, which may be chance, end nothing. A quick look ends early instead. */
  readonly abortSurely?: boolean;
  /** This generator's part of the load, where several share it. Default: all of it. */
  readonly segment?: Segment;
}

/** Arrivals and listeners n with n mod `of` = `index`. */
export interface Segment {
  readonly index: number;
  readonly of: number;
}

/** How to reach the target. */
export interface Connection {
  /** Certificates in PEM form that are trusted beside the system's. */
  readonly ca?: string;
  /** Accepts any certificate. */
  readonly insecure?: boolean;
}

/** What a driver is given beside the plan. */
export interface LoadHooks {
  readonly connection?: Connection;
  /** Ends the load within a second; what was measured until then is the result. */
  readonly signal?: AbortSignal;
  /** Called about every second. */
  readonly onProgress?: (row: SeriesRow) => void;
  /** Looks at the target's process; called about every second. */
  readonly sampleTarget?: () => TargetSample | undefined;
}

/**
 * Runs a load. It answers a result however the run ended (see `LoadResult.end`), and throws only
 * where nothing could begin.
 */
export type Driver = (plan: LoadPlan, hooks?: LoadHooks) => Promise<LoadResult>;
