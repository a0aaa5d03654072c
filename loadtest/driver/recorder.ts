// Takes in what happens during a load and adds it up: by phase for the result, and by row for the
// series. It knows no HTTP and no clock; both drivers feed it, the one as things happen, the other
// from k6's stream of samples.
import type { JourneyName } from "../journeys/index.ts";
import type { Shape } from "../profiles/shape.ts";
import { Histogram } from "./histogram.ts";
import type { PhaseResult, SeriesRow, TargetSample } from "./result.ts";

/** A request that ended. */
export interface RequestEnd {
  readonly name: string;
  readonly phase: number;
  readonly ms: number;
  /** Kind of failure, or undefined where the answer was an expected one. */
  readonly failure: string | undefined;
  readonly longPoll: boolean;
}

/** The phase of what belongs to none, such as the listeners' /sync. */
export const noPhase = -1;

export class Recorder {
  readonly #phases: readonly PhaseTally[];
  readonly #series: SeriesRow[] = [];
  #row = new RowTally();
  #rowStartMs = 0;
  #requests = 0;
  #latencyMs = 0;
  #inFlight = 0;
  /** Index of the phase that the clock is in, for what belongs to no arrival. */
  clockPhase = 0;

  constructor(shape: Shape) {
    this.#phases = shape.map((phase) => new PhaseTally(phase));
  }

  started(phase: number, journey: JourneyName): void {
    const { arrivals, journeys } = this.#phases[phase];
    arrivals.started++;
    (journeys[journey] ??= { started: 0, finished: 0 }).started++;
    this.#row.started++;
    this.#inFlight++;
  }

  finished(phase: number, journey: JourneyName): void {
    const { arrivals, journeys } = this.#phases[phase];
    arrivals.finished++;
    (journeys[journey] ??= { started: 0, finished: 0 }).finished++;
    this.#inFlight--;
  }

  dropped(phase: number, count = 1): void {
    this.#phases[phase].arrivals.dropped += count;
    this.#row.dropped += count;
  }

  request({ name, phase, ms, failure, longPoll }: RequestEnd): void {
    const tally = this.#phases[phase === noPhase ? this.clockPhase : phase];
    const figures = (tally.requests[name] ??= {
      ...{ count: 0, failures: {}, latency: new Histogram(), longPoll },
    });
    this.#requests++;
    figures.count++;
    figures.latency.record(ms);
    if (failure !== undefined) figures.failures[failure] = (figures.failures[failure] ?? 0) + 1;
    if (longPoll && failure === undefined) return;
    const row = this.#row;
    row.requests++;
    if (failure !== undefined) row.failed++;
    if (longPoll) return;
    row.latency.record(ms);
    this.#latencyMs += ms;
  }

  seen(lagMs: number, phase: number): void {
    this.#phases[phase]?.lag.record(lagMs);
    this.#row.lag.record(lagMs);
  }

  gap(): void {
    this.#phases[this.clockPhase].gaps++;
  }

  /** Closes a row of the series and begins the next. @param atMs the time now */
  closeRow(atMs: number, target?: TargetSample): SeriesRow {
    const { started, dropped, requests, failed, latency, lag } = this.#row;
    const row: SeriesRow = {
      ...{ atMs: this.#rowStartMs, lengthMs: atMs - this.#rowStartMs, started, dropped },
      ...{ inFlight: this.#inFlight, requests, failed, latency, lag },
      ...(target !== undefined && { target }),
    };
    this.#series.push(row);
    this.openRow(atMs);
    return row;
  }

  /** Begins a row at a time, forgetting what the present one holds. */
  openRow(atMs: number): void {
    this.#row = new RowTally();
    this.#rowStartMs = atMs;
  }

  /** Requests so far, long polls included. */
  get requests(): number {
    return this.#requests;
  }

  /** Sum of all latencies, long polls apart, in ms. */
  get latencyMs(): number {
    return this.#latencyMs;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get series(): readonly SeriesRow[] {
    return this.#series;
  }

  /** The phases so far; what has started and not finished is unfinished. */
  readonly phases = (): readonly PhaseResult[] => {
    return this.#phases.map((tally) => tally.result());
  };
}

class PhaseTally {
  readonly arrivals = { started: 0, finished: 0, dropped: 0 };
  readonly journeys: Partial<Record<JourneyName, { started: number; finished: number }>> = {};
  readonly requests: Record<
    string,
    { count: number; failures: Record<string, number>; latency: Histogram; longPoll: boolean }
  > = {};
  readonly lag = new Histogram();
  gaps = 0;
  readonly #phase: PhaseResult["phase"];

  constructor(phase: PhaseResult["phase"]) {
    this.#phase = phase;
  }

  result(): PhaseResult {
    const { started, finished } = this.arrivals;
    const { journeys, requests, lag, gaps } = this;
    const arrivals = { ...this.arrivals, unfinished: started - finished };
    return { phase: this.#phase, arrivals, journeys, requests, lag, gaps };
  }
}

class RowTally {
  started = 0;
  dropped = 0;
  requests = 0;
  failed = 0;
  readonly latency = new Histogram(2);
  readonly lag = new Histogram(2);
}
