// Refusals: what must not be measured. Figures of a rate limiter or of a generator that cannot keep
// up say nothing about a server's capacity. Looked at after each probe, the first ones included.
// Whether a server is still cold, or a threshold is never measured, shows only over several probes;
// see search.ts.
import type { Refusal } from "./probe-record.ts";

/** What a probe tells about its own worth. Times in ms. */
export interface Vitals {
  /** Arrivals that began in the window, and that could not. */
  readonly started: number;
  readonly dropped: number;
  /** Answers with status 429, by request name. */
  readonly limited: Readonly<Record<string, number>>;
  /** Latency at a quantile over all requests; undefined where there was none. */
  readonly latencyMs: (quantile: number) => number | undefined;
  readonly generator: {
    /** CPU time as a share of one core. */
    readonly cpuShare: number;
    /** Processes that share the work can use so many cores. Default: 1. */
    readonly cores?: number;
    /** How late it was to act, see `GeneratorFigures`. */
    readonly eventLoopP99Ms?: number;
    /** Mean number of open requests, counted; and as rate × mean latency. */
    readonly openMean?: number;
    readonly rateTimesLatency?: number;
  };
  /** The tightest latency that is asked for: what the generator adds must be small beside it. */
  readonly tightestMs: number;
}

/** Dropped arrivals, as a share of all. */
const droppedShareMax = 0.001;
const cpuShareMax = 0.9;
/** Of the tightest threshold, the generator may add so much by being late. */
const lateShareMax = 0.2;
const lateMinMs = 30;
/** By Little's law rate × latency is the number of open requests; more by this share is too much. */
const littleShareMax = 0.25;
const littleOpenMin = 2;
/** Synapse's `rc_federation.sleep_delay`. */
const sleepDelayMs = 500;
const delayedShareMin = 0.05;

/** Every reason not to believe a probe; empty where it can be believed. */
export function refusalsOf(vitals: Vitals): Refusal[] {
  return [limiter(vitals), sleeper(vitals), generator(vitals)].filter(
    (refusal) => refusal !== undefined,
  );
}

function limiter({ limited }: Vitals): Refusal | undefined {
  const names = Object.entries(limited).filter(([, count]) => count > 0);
  if (names.length === 0) return undefined;
  const list = names.map(([name, count]) => `${name} ${count} times`).join(", ");
  return {
    kind: "rate limiter",
    detail: `The server answered 429 (${list}): this measures its rate limiter, not its capacity.`,
    remedy:
      "Raise the rc_* settings of the server under test (`rashomon synapse up` does), or lower --max.",
  };
}

/** A limiter that lets requests sleep shows as a step: quick ones, none between, and some at 500 ms. */
function sleeper({ latencyMs }: Vitals): Refusal | undefined {
  const quantiles = Array.from({ length: 199 }, (_unused, n) => (n + 1) / 200);
  const times = quantiles.map(latencyMs).filter((ms) => ms !== undefined);
  if (times.length === 0) return undefined;
  const share = (from: number, to: number) =>
    times.filter((ms) => ms >= from && ms < to).length / times.length;
  const quick = times.filter((ms) => ms < sleepDelayMs / 2);
  const quickest = quick[quick.length - 1] ?? 0;
  const step = share(sleepDelayMs, sleepDelayMs + Math.max(20, 2 * quickest));
  const between = share(sleepDelayMs / 2, sleepDelayMs);
  const above = share(sleepDelayMs * 1.5, Infinity);
  if (quickest === 0 || quickest > 100 || step < delayedShareMin) return undefined;
  if (between > step / 10 || above > step / 2) return undefined;
  return {
    kind: "rate limiter",
    detail:
      `${Math.round(100 * step)} % of all requests took just over ${sleepDelayMs} ms and the others ` +
      `under ${Math.ceil(quickest)} ms: a rate limiter lets them sleep (rc_federation.sleep_delay).`,
    remedy:
      "Raise rc_federation.sleep_limit of the server under test, or spread the load over more origins.",
  };
}

function generator(vitals: Vitals): Refusal | undefined {
  const { started, dropped, tightestMs, generator } = vitals;
  const { cpuShare, cores = 1, eventLoopP99Ms, openMean, rateTimesLatency } = generator;
  const refuse = (detail: string): Refusal => ({
    kind: "saturated generator",
    detail: `${detail}: this measures the generator, not the server.`,
    remedy:
      "Give the generator a core of its own, split the load over several machines, or lower --max; --driver k6 uses more than one core.",
  });
  if (dropped > droppedShareMax * (started + dropped)) {
    return refuse(`${dropped} of ${started + dropped} arrivals were dropped`);
  }
  if (cpuShare > cpuShareMax * cores) {
    return refuse(`The generator used ${Math.round(100 * cpuShare)} % of a core`);
  }
  if (eventLoopP99Ms !== undefined) {
    const limit = Math.max(lateMinMs, lateShareMax * tightestMs);
    if (eventLoopP99Ms > limit) {
      return refuse(
        `The generator was late by ${Math.round(eventLoopP99Ms)} ms (1 % of its turns), over ${Math.round(limit)} ms`,
      );
    }
  }
  if (openMean !== undefined && rateTimesLatency !== undefined) {
    // The other way round is no sign: what a slow server has not answered yet is open, and has no
    // latency. But latency counts from when a request was due, and before it is open it waits in here.
    const tooMuch = rateTimesLatency > (1 + littleShareMax) * openMean;
    if (rateTimesLatency >= littleOpenMin && tooMuch) {
      return refuse(
        `Little's law fails: rate × latency is ${rateTimesLatency.toFixed(1)}, but only ${openMean.toFixed(1)} requests were open; the others waited in the generator`,
      );
    }
  }
  return undefined;
}
