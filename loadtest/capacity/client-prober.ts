// Probes a real homeserver from its users' side: one probe is one load at a constant rate (see
// driver/probe.ts), judged by the thresholds and by its backlog, and looked at for reasons not to
// believe it.
import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { lookAtServer } from "../driver/look-at-server.ts";
import { runProbe, type Probe } from "../driver/probe.ts";
import {
  lostRemedy,
  measuredOf,
  type LoadResult,
  type SeriesRow,
  type Totals,
} from "../driver/result.ts";
import { judgeSlo, type Measured, type Slo, type SloVerdict } from "../slo.ts";
import { backlogName, judgeBacklog, median, type BacklogRow } from "./backlog.ts";
import { carriedBy, clientGauge } from "./client-gauge.ts";
import type { ClientLoad } from "./client-load.ts";
import type { Prober } from "./coordinator.ts";
import { othersCpuShare } from "./others.ts";
import { refusalsOf } from "./preflight.ts";
import { windowMsOf, type ProbeFinding, type ProbeOrder, type Refusal } from "./probe-record.ts";

export class ClientProber implements Prober {
  readonly #load: ClientLoad;
  /** How long a light request took when the server was first seen, in ms. */
  #quietMs: number | undefined;

  constructor(load: ClientLoad) {
    this.#load = load;
  }

  async probe(order: ProbeOrder, signal: AbortSignal): Promise<ProbeFinding | undefined> {
    const { stage, seed, hooks } = this.#load;
    this.#quietMs ??= await this.#lightRequestMs();
    const rests = order.phase !== "descend";
    const others = rests ? await othersCpuShare(stage.target, signal) : undefined;
    const all = { ...hooks, signal, ...(this.#load.driver && { driver: this.#load.driver }) };
    const result =
      order.phase === "gauge"
        ? await clientGauge({ ...this.#load, seed: `${seed}-${order.n}` }, order.rate, all)
        : await runProbe(this.#probeOf(order), all);
    if (result.end.how === "stopped") return undefined;
    if (result.end.how === "generator failed") throw new Error(result.end.why);
    this.#load.onResult?.(order, result);
    const finding =
      order.phase === "gauge"
        ? gaugeFinding(result, { slos: this.#load.slos, most: order.rate })
        : findingOf(result, this.#load.slos);
    if (others === undefined) return finding;
    return { ...finding, figures: { ...finding.figures, othersCpuShare: others } };
  }

  #probeOf({ phase, rate, n }: ProbeOrder): Probe {
    const { stage, mix, warmUpMs, windowMs, drainMs, seed, listeners } = this.#load;
    return {
      ...{ stage, mix, warmUpMs, drainMs },
      ...{ windowMs: windowMsOf(phase, windowMs), ratePerSecond: rate, seed: `${seed}-${n}` },
      ...(listeners !== undefined && { listeners }),
    };
  }

  /** Quiet again: light requests are as quick as at first, or nearly so, several times in a row. */
  async settle(signal: AbortSignal): Promise<boolean> {
    const limitMs = Math.max(settledMs, 3 * (this.#quietMs ?? 0));
    const untilMs = performance.now() + settleMaxMs;
    for (let quick = 0; quick < settledTimes;) {
      if (signal.aborted || performance.now() > untilMs) return false;
      const tookMs = await this.#lightRequestMs().catch(() => Infinity);
      quick = tookMs <= limitMs ? quick + 1 : 0;
      await sleep(settleStepMs, undefined, { signal }).catch(() => {});
    }
    return true;
  }

  async #lightRequestMs(): Promise<number> {
    const { stage, hooks } = this.#load;
    const times: number[] = [];
    for (let n = 0; n < 3; n++) {
      const startMs = performance.now();
      await lookAtServer(stage.target, hooks?.connection);
      times.push(performance.now() - startMs);
    }
    return median(times);
  }
}

const settleMaxMs = 60_000;
const settleStepMs = 200;
const settledTimes = 3;
const settledMs = 100;

/** A gauge judges nothing: it says where to begin. */
function gaugeFinding(
  result: LoadResult,
  input: { slos: readonly Slo[]; most: number },
): ProbeFinding {
  const { refusals, figures } = findingOf(result, []);
  return {
    verdicts: [],
    // It goes on until something gives way, be it the generator.
    refusals: refusals.filter(({ kind }) => kind !== "saturated generator"),
    figures: { ...figures, achievedRate: carriedBy(result, input) },
  };
}

/** A probe's verdicts, refusals and figures. */
export function findingOf(result: LoadResult, slos: readonly Slo[]): ProbeFinding {
  const measured = measuredOf(result);
  const window = windowOf(result);
  const requestsPerSecond =
    window.reduce((sum, { requests }) => sum + requests, 0) / secondsOf(window);
  const verdicts = slos.map((slo) => judgeSlo(slo, measured));
  const backlog = judgeBacklog(backlogRows(window), requestsPerSecond);
  return {
    verdicts: [...verdicts, leftOver(measured, verdicts) ?? backlog],
    refusals: [...lost(result), ...refusalsOf(vitalsOf(result, { measured, slos }))],
    figures: { ...figuresOf(measured, window), generatorCpuShare: generatorShare(result) },
  };
}

/**
 * Where a threshold could not be judged because journeys hang before they come to its requests, the
 * server is over its capacity: what hangs is its backlog, though nothing ends that could be counted.
 */
function leftOver(
  { arrivals: { started, unfinished } }: Totals,
  verdicts: readonly SloVerdict[],
): SloVerdict | undefined {
  const blind = verdicts.some(({ result }) => result === "unknown");
  if (!blind || unfinished < leftMin || unfinished < leftShareMax * started) return undefined;
  const detail = `${unfinished} of ${started} journeys had not ended when the drain was over`;
  const value = unfinished / started;
  return { slo: backlogName, result: "broken", detail, value, limit: leftShareMax };
}

const leftMin = 2;
const leftShareMax = 0.5;

function generatorShare({ generator, series }: Pick<LoadResult, "generator" | "series">): number {
  const last = series[series.length - 1];
  return generator.cpuMs / Math.max(1, last === undefined ? 1 : last.atMs + last.lengthMs);
}

function lost({ end }: LoadResult): Refusal[] {
  if (end.how !== "target lost") return [];
  return [
    {
      kind: "target lost",
      detail: end.why,
      remedy: lostRemedy,
    },
  ];
}

function vitalsOf(
  result: LoadResult,
  { measured, slos }: { measured: Measured & Totals; slos: readonly Slo[] },
) {
  const limited = Object.entries(measured.requests).map(
    ([name, { failures }]) => [name, failures["http 429"] ?? 0] as const,
  );
  const tightest = slos.flatMap((slo) =>
    slo.kind === "latency" || slo.kind === "lag" ? [slo.belowMs] : [],
  );
  const { eventLoopP99Ms, openMean, rateTimesLatency } = result.generator;
  return {
    started: measured.arrivals.started,
    dropped: measured.arrivals.dropped,
    limited: Object.fromEntries(limited),
    latencyMs: (quantile: number) => measured.latencyMs(quantile),
    generator: {
      cpuShare: generatorShare(result),
      // k6 uses as many cores as it gets; Node makes everything in one thread.
      ...(result.driver === "k6" && { cores: availableParallelism() }),
      ...(eventLoopP99Ms !== undefined && { eventLoopP99Ms }),
      ...(openMean !== undefined && { openMean }),
      ...(rateTimesLatency !== undefined && { rateTimesLatency }),
    },
    tightestMs: Math.min(...tightest, 10_000),
  };
}

function figuresOf(measured: Measured & Totals, window: readonly SeriesRow[]) {
  const cpu = window.flatMap(({ target }) => (target === undefined ? [] : [target.cpuShare]));
  const optional = {
    p50Ms: measured.latencyMs(0.5),
    p95Ms: measured.latencyMs(0.95),
    lagP95Ms: measured.lagMs(0.95),
    errorShare: measured.errorShare(),
    targetCpuShare:
      cpu.length === 0 ? undefined : cpu.reduce((sum, share) => sum + share, 0) / cpu.length,
  };
  const failures = Object.entries(measured.requests).flatMap(([name, figures]) =>
    Object.entries(figures.failures).map(([kind, count]) => [`${name} ${kind}`, count] as const),
  );
  const known = Object.entries(optional).filter(([, value]) => value !== undefined);
  return {
    achievedRate: window.reduce((sum, { started }) => sum + started, 0) / secondsOf(window),
    ...(failures.length > 0 && { failures: Object.fromEntries(failures) }),
    ...(Object.fromEntries(known) as Partial<Record<keyof typeof optional, number>>),
  };
}

/** The rows that lie in the measured phases whole. */
function windowOf({ series, plan }: LoadResult): readonly SeriesRow[] {
  let endMs = 0;
  const spans = plan.shape.map(({ durationMs, measured }) => {
    endMs += durationMs;
    return { fromMs: endMs - durationMs, toMs: endMs, measured };
  });
  return series.filter(({ atMs, lengthMs }) =>
    spans.some(
      ({ fromMs, toMs, measured }) => measured && atMs >= fromMs && atMs + lengthMs <= toMs + 50,
    ),
  );
}

const secondsOf = (rows: readonly SeriesRow[]) =>
  Math.max(
    1,
    rows.reduce((sum, { lengthMs }) => sum + lengthMs, 0),
  ) / 1000;

/** Open requests by Little's law: how many end per second, times how long they were open. */
function backlogRows(window: readonly SeriesRow[]): BacklogRow[] {
  return window.map(({ atMs, lengthMs, requests, latency }) => ({
    atMs,
    size: (requests * (latency.meanMs ?? 0)) / Math.max(1, lengthMs),
  }));
}
