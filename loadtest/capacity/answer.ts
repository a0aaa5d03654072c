// A search's answer, from its records alone: the interval, which threshold gave way first, whether
// the server recovers at a lower rate than it failed at, whether it drifted. Works at any moment of
// a search, so that a stopped one still has something to say.
import { median } from "./backlog.ts";
import { beliefAfter, type Interval } from "./belief.ts";
import { isOver, type ProbeRecord } from "./probe-record.ts";
import { climbOf, sightingOf, type SearchEnd, type SearchPlan } from "./search.ts";

export interface Answer {
  readonly end: SearchEnd | { readonly how: "stopped" };
  /** Where the knee lies, with the plan's confidence. `high` is Infinity where nothing gave way. */
  readonly interval: Interval;
  /** The middle of what is believed. */
  readonly knee: number;
  /** The rate at which one probe in ten is over. */
  readonly safeRate: number;
  /** Every threshold and the backlog, the one that gave way at the lowest rate first. */
  readonly gaveWay: readonly GaveWay[];
  readonly hysteresis: Hysteresis;
  readonly drift: Drift;
  /** What other programs used of this machine's processors before probes, the median, 0 … 1. */
  readonly othersCpuShare?: number;
  /** Probes that count, and those that were refused. */
  readonly probes: number;
  readonly refused: number;
}

export interface GaveWay {
  readonly slo: string;
  /** Where this one alone gives way; the knee is Infinity where that is not known, or it always held. */
  readonly interval: Interval;
  readonly knee: number;
  /** Probes at which it was broken. */
  readonly broken: number;
}

export interface Hysteresis {
  readonly result: "none" | "found" | "unknown" | "not measured";
  /** Where it recovers after it was overloaded. */
  readonly recovers?: Interval;
  /** How likely it recovers only at a rate that is lower by a fifth or more. */
  readonly probability?: number;
}

export interface Drift {
  readonly result: "none" | "found";
  /** Change of the knee from probe to probe, for example −0.02 for 2 % down. */
  readonly perProbe: number;
  readonly probability: number;
}

/** A way down that is lower by less is called the same. */
const hysteresisFactor = 1.2;
const sure = 0.9;
/** Descents are few and dear: what is known of them is told with less confidence. */
export const recoveryConfidence = 0.8;

export function answerOf(
  plan: SearchPlan,
  records: readonly ProbeRecord[],
  end: Answer["end"],
): Answer {
  const valid = records.filter((record) => isOver(record) !== undefined);
  const climb = climbOf(valid);
  const sightings = climb.map((record) => sightingOf(record));
  const belief = beliefAfter(plan, sightings);
  const open = openEnds(sightings);
  const interval = bounded(plan, belief.interval(plan.confidence), open);
  const { probability, perProbe } = belief.drift();
  const others = valid.flatMap(({ figures }) => figures.othersCpuShare ?? []);
  return {
    end,
    ...{ interval, knee: belief.quantile(0.5) },
    safeRate: belief.rateWithRisk(0.1),
    gaveWay: gaveWay(plan, climb),
    hysteresis: hysteresisOf(plan, { valid, sightings }),
    drift: { result: probability > sure ? "found" : "none", perProbe, probability },
    ...(others.length > 0 && { othersCpuShare: median(others) }),
    probes: climb.length,
    refused: records.length - valid.length,
  };
}

interface OpenEnds {
  readonly neverOver: boolean;
  readonly neverHeld: boolean;
}

function openEnds(sightings: readonly { over: boolean }[]): OpenEnds {
  return {
    neverOver: sightings.every(({ over }) => !over),
    neverHeld: sightings.every(({ over }) => over),
  };
}

/**
 * The belief's own edge is no knowledge: where one side was never seen, or is believed outside of what
 * may be probed, the interval is open.
 */
function bounded(
  { rateMin, rateMax }: SearchPlan,
  { low, high }: Interval,
  { neverOver, neverHeld }: OpenEnds,
): Interval {
  return {
    low: neverHeld || low < rateMin ? 0 : low,
    high: neverOver || high > rateMax ? Infinity : high,
  };
}

function gaveWay(plan: SearchPlan, climb: readonly ProbeRecord[]): GaveWay[] {
  const names = [...new Set(climb.flatMap(({ verdicts }) => verdicts.map(({ slo }) => slo)))];
  const list = names.map((slo) => {
    const sightings = climb.flatMap((record) => {
      const verdict = record.verdicts.find((one) => one.slo === slo);
      if (verdict === undefined || verdict.result === "unknown") return [];
      return [sightingOf(record, verdict.result === "broken")];
    });
    const belief = beliefAfter(plan, sightings);
    const interval = bounded(plan, belief.interval(plan.confidence), openEnds(sightings));
    return {
      ...{ slo, interval },
      knee: interval.high === Infinity ? Infinity : belief.quantile(0.5),
      broken: sightings.filter(({ over }) => over).length,
    };
  });
  return list.sort((a, b) => (a.knee === b.knee ? b.broken - a.broken : a.knee - b.knee));
}

function hysteresisOf(
  plan: SearchPlan,
  {
    valid,
    sightings,
  }: { valid: readonly ProbeRecord[]; sightings: readonly { rate: number; over: boolean }[] },
): Hysteresis {
  const down = valid.filter(({ phase }) => phase === "descend").map((record) => sightingOf(record));
  if (down.length === 0) return { result: "not measured" };
  const up = beliefAfter(plan, sightings);
  const recovery = beliefAfter(plan, down);
  const probability = recovery.belowOther(up, hysteresisFactor);
  const result = probability > sure ? "found" : probability < 1 - sure ? "none" : "unknown";
  return {
    result,
    recovers: bounded(plan, recovery.interval(recoveryConfidence), openEnds(down)),
    probability,
  };
}
