// What a load run measured: plain data with histograms, the same from either driver. It is written
// as report.json and read back; results of several generators add up exactly. Judging is slo.ts's
// business, showing is loadtest/report's.
import type { JourneyName } from "../journeys/index.ts";
import type { Mix } from "../mix.ts";
import type { Phase, Shape } from "../profiles/shape.ts";
import type { Measured } from "../slo.ts";
import { Histogram } from "./histogram.ts";

/** The format of the file. */
export const resultFormat = "rashomon-load-1";

export interface LoadResult {
  readonly format: typeof resultFormat;
  readonly driver: "node" | "k6";
  /** Everything needed to run it again, without secrets. */
  readonly plan: PlanOfResult;
  /** When the first arrival could be due, ISO 8601. */
  readonly startedAt: string;
  readonly end: LoadEnd;
  /** One for each phase of the shape, in order. */
  readonly phases: readonly PhaseResult[];
  readonly series: readonly SeriesRow[];
  readonly generator: GeneratorFigures;
  readonly provenance: Provenance;
  /** Name and version of everything that had a part: rashomon, node, k6, the target. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Where a result comes from, beside its plan and versions. */
export interface Provenance {
  /** Processors, memory and system of the generator's machine. */
  readonly machine: string;
  /** Equal for equal requests: mix, shape, seed, and the stage's users and rooms. */
  readonly workloadHash: string;
  readonly stageHash: string;
}

/** What to do after a target was lost. */
export const lostRemedy =
  "Look into the server's log and whether it still runs (`rashomon synapse status` for one of ours); " +
  "start it, and run the same command again.";

/** How a run ended. Only `whole` counts as having been done. */
export interface LoadEnd {
  readonly how: "whole" | "stopped" | "target lost" | "threshold broken" | "generator failed";
  /** One sentence; empty after a whole run. */
  readonly why: string;
}

/** Why a run ended early, and what to do next where there is something to do. */
export function endText({ how, why }: { readonly how: string; readonly why: string }): string {
  return how === "target lost" ? `${why} ${lostRemedy}` : why;
}

export interface PlanOfResult {
  readonly target: string;
  readonly serverName: string;
  readonly users: number;
  readonly rooms: number;
  readonly listeners: number;
  readonly mix: Mix;
  readonly shape: Shape;
  readonly drainMs: number;
  readonly seed: string;
  readonly stageSeed: string;
  readonly runId: string;
  /** See `WorkloadPlan`. */
  readonly haste?: number;
  /** See `WorkloadPlan`. */
  readonly inTurn?: boolean;
  /** Generators that shared the load; 1 for a single one. */
  readonly generators: number;
  /** The part of the load that this generator made, where several shared it. */
  readonly segment?: { readonly index: number; readonly of: number };
}

/** What belongs to the arrivals that were due in a phase. */
export interface PhaseResult {
  readonly phase: Phase;
  readonly arrivals: Arrivals;
  readonly journeys: Readonly<Partial<Record<JourneyName, JourneyFigures>>>;
  /** By request name. */
  readonly requests: Readonly<Record<string, RequestFigures>>;
  /** From a message's sending to its being seen in another user's /sync. */
  readonly lag: Histogram;
  /** Pages of /sync that did not hold all news, so that some lags are missing. */
  readonly gaps: number;
}

export interface Arrivals {
  /** Were due, and began. */
  readonly started: number;
  /** Came to their end, with or without failed requests. */
  readonly finished: number;
  /** Could not begin, because too many were under way: the load was not what was asked for. */
  readonly dropped: number;
  /** Were still under way when the drain was over. */
  readonly unfinished: number;
}

export interface JourneyFigures {
  readonly started: number;
  readonly finished: number;
}

export interface RequestFigures {
  readonly count: number;
  /** Failed ones by kind: `http 429`, `refused`, `reset`, `timeout`, `tls`, `unanswered`, `other`. */
  readonly failures: Readonly<Record<string, number>>;
  /** From when a request was due to its last byte. Failed ones count too. */
  readonly latency: Histogram;
  /** True where the server holds the request open, so that its time says nothing. */
  readonly longPoll: boolean;
}

/** A moment of the run, all phases. */
export interface SeriesRow {
  /** Start in ms after the start of the load; negative while listeners begin. */
  readonly atMs: number;
  readonly lengthMs: number;
  /** Arrivals that began, and that were dropped. */
  readonly started: number;
  readonly dropped: number;
  /** Journeys under way at the end of the row. */
  readonly inFlight: number;
  /** Requests that ended, long polls apart, and how many of them failed. */
  readonly requests: number;
  readonly failed: number;
  /** Two significant digits; long polls apart. */
  readonly latency: Histogram;
  readonly lag: Histogram;
  /** Of the target's process: CPU as a share of one core, resident memory in bytes. */
  readonly target?: TargetSample;
}

/** Length of a row: a second, more in long runs, so that there are some hundreds of rows at most. */
export function rowMsOf(loadMs: number): number {
  return Math.max(1_000, Math.ceil(loadMs / 600_000) * 1_000);
}

/** After the last journey, so long is listened for its message, in ms. */
export const settleMs = 1_000;

export interface TargetSample {
  readonly cpuShare: number;
  readonly memoryBytes: number;
}

/** Whether the generator itself kept up. */
export interface GeneratorFigures {
  /** CPU time of the generator's process during the load, in ms. */
  readonly cpuMs: number;
  /** Requests in that time, long polls included. */
  readonly requests: number;
  /**
   * How late the generator was to act, 99 % of its looks, in ms: the delay of Node's event loop, or
   * of the VU of k6 that only looks at the clock. Missing where nobody looked.
   */
  readonly eventLoopP99Ms?: number;
  /**
   * Little's law over the load: mean number of open requests, and rate × mean latency from when
   * they were due. Where the latter is much more, requests waited in the generator. Long polls apart.
   */
  readonly openMean?: number;
  readonly rateTimesLatency?: number;
}

/** Journeys of warm-ups, where a run ended before anything counted; else 0. */
export function onlyWarmUp({ phases }: Pick<LoadResult, "phases">): number {
  const begun = (measured: boolean) =>
    phases
      .filter(({ phase }) => phase.measured === measured)
      .reduce((sum, { arrivals }) => sum + arrivals.started, 0);
  return begun(true) > 0 ? 0 : begun(false);
}

/** All measured phases of a result as one, for thresholds; warm-ups are left out. */
export function measuredOf(result: Pick<LoadResult, "phases">): Measured & Totals {
  const phases = result.phases.filter(({ phase }) => phase.measured);
  const totals = addPhases(phases);
  const all = new Histogram();
  for (const { latency, longPoll } of Object.values(totals.requests)) {
    if (!longPoll) all.add(latency);
  }
  return {
    ...totals,
    dropped: totals.arrivals.dropped,
    latencyMs: (quantile, request) =>
      (request === undefined ? all : totals.requests[request]?.latency)?.quantileMs(quantile),
    lagMs: (quantile) => totals.lag.quantileMs(quantile),
    errorShare: (request) => {
      const wanted =
        request === undefined
          ? Object.values(totals.requests)
          : [totals.requests[request]].filter((figures) => figures !== undefined);
      const count = wanted.reduce((sum, figures) => sum + figures.count, 0);
      return count === 0 ? undefined : wanted.reduce((sum, f) => sum + failed(f), 0) / count;
    },
  };
}

/** How many requests of these figures failed. */
export function failed({ failures }: RequestFigures): number {
  return Object.values(failures).reduce((sum, count) => sum + count, 0);
}

export type Totals = Omit<PhaseResult, "phase">;

/** The sum of some phases, also of the same phase in several generators. Histograms add exactly. */
export function addPhases(phases: readonly Totals[]): Totals {
  const arrivals = { started: 0, finished: 0, dropped: 0, unfinished: 0 };
  const journeys: Partial<Record<JourneyName, { started: number; finished: number }>> = {};
  const requests: Record<string, { count: number; failures: Record<string, number> } & Latency> =
    {};
  const lag = new Histogram();
  let gaps = 0;
  for (const phase of phases) {
    gaps += phase.gaps;
    lag.add(phase.lag);
    for (const key of ["started", "finished", "dropped", "unfinished"] as const) {
      arrivals[key] += phase.arrivals[key];
    }
    for (const [name, { started, finished }] of Object.entries(phase.journeys)) {
      const sum = (journeys[name as JourneyName] ??= { started: 0, finished: 0 });
      sum.started += started;
      sum.finished += finished;
    }
    for (const [name, figures] of Object.entries(phase.requests)) {
      const { longPoll } = figures;
      const sum = (requests[name] ??= {
        count: 0,
        failures: {},
        latency: new Histogram(),
        longPoll,
      });
      sum.count += figures.count;
      sum.latency.add(figures.latency);
      for (const [kind, count] of Object.entries(figures.failures)) {
        sum.failures[kind] = (sum.failures[kind] ?? 0) + count;
      }
    }
  }
  return { arrivals, journeys, requests, lag, gaps };
}

type Latency = Pick<RequestFigures, "latency" | "longPoll">;

/**
 * Reads a result that was written with `JSON.stringify`.
 * @throws RangeError where it is none
 */
export function readResult(text: string): LoadResult {
  const value: unknown = JSON.parse(text, (key, item: unknown) =>
    (key === "latency" || key === "lag") && typeof item === "string" ? Histogram.parse(item) : item,
  );
  if (typeof value !== "object" || value === null || !("format" in value)) {
    throw new RangeError("This is no result of a load run.");
  }
  if (value.format !== resultFormat) {
    throw new RangeError(`Its format is ${JSON.stringify(value.format)}, not ${resultFormat}.`);
  }
  return value as LoadResult;
}
