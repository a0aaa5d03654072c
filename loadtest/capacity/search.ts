// The search for a server's capacity: which probe comes next, as a pure function of those that were
// made. So a search can be broken off anywhere, taken up again from its journal, and replayed.
//
// The way: a gauge, that is a quick look where to begin, unless the user says it; warm up there until
// the server gets no quicker; go up (or down) in steps until both sides of the knee were seen; narrow,
// with probes at the middle and the outer tenths of what is believed (belief.ts), so that rates near
// the edge are tried again and again; then down: a shock far over the knee, and lower and lower rates
// without a pause until all holds again.
import { backlogName } from "./backlog.ts";
import { Belief, beliefAfter, type Sighting } from "./belief.ts";
import { isOver, type ProbeOrder, type ProbeRecord, type Refusal } from "./probe-record.ts";

export interface SearchPlan {
  /** Where to begin, per second; without it a gauge says where. */
  readonly startRate?: number;
  /** Between these bounds, per second. */
  readonly rateMin: number;
  readonly rateMax: number;
  /** Of the interval, for example 0.95. */
  readonly confidence: number;
  /** The search is done when high / low ≤ 1 + resolution. */
  readonly resolution: number;
  /** Probes that count, those of the way down and refused ones apart. */
  readonly probesMax: number;
  /** How often the way down is measured; 0 leaves it out. */
  readonly descents: number;
}

export const searchDefaults = {
  rateMin: 0.1,
  rateMax: 200,
  confidence: 0.95,
  resolution: 0.3,
  probesMax: 30,
  descents: 2,
} as const satisfies SearchPlan;

/** How a search ended. */
export type SearchEnd =
  | { readonly how: "found" }
  /** All held at the highest rate that may be probed. */
  | { readonly how: "above the bound" }
  /** Nothing held at the lowest one. */
  | { readonly how: "below the bound" }
  /** The interval is wider than asked for. */
  | { readonly how: "too wide" }
  /** Its time was up before. */
  | { readonly how: "out of time" }
  | { readonly how: "refused"; readonly refusal: Refusal };

export type Step =
  | { readonly kind: "probe"; readonly order: ProbeOrder }
  | { readonly kind: "end"; readonly end: SearchEnd };

/** A refused probe is made again so many times: neighbours on a machine can spoil one. */
const retriesMax = 2;
const warmMax = 6;
/** After so many probes every threshold must have been measured once. */
const measuredWithin = 5;
/** A server is warm when its median latency falls by less than this factor. */
const stillQuicker = 1.3;
/** Probes at a bound that must agree before the search ends there. */
const atBoundNeeded = 2;
/** Where to look, as quantiles of what is believed: the middle finds the knee, the others its width. */
const quantiles = [0.5, 0.1, 0.9];
const edgeStep = 1.25;
/** From probe to probe while the other side is looked for: a start that was guessed may be far off. */
const bracketStep = { guessed: 2, gauged: 1.4 };
/** A gauge is rough, and what warms up is to hold. */
const startShare = 0.6;
const shockFactor = 1.6;
/** Shocks that the server carries, before the way down is given up. */
const weakShocksMax = 4;
const descentFactor = 2 ** (1 / 4);
const descentStepsMax = 10;

/** What whoever makes the probes knows, and the records do not. */
export interface Circumstances {
  /** Time is short: once both sides are known a little, the way down is measured next. */
  readonly hurry?: boolean;
  /** So many records are of an earlier process; the server has had a rest since. */
  readonly resumedAt?: number;
}

/** Probes that narrow before a hurry leaves off narrowing. */
const narrowMin = 3;

/** What to do after some probes, oldest first. */
export function nextStep(
  plan: SearchPlan,
  records: readonly ProbeRecord[],
  { hurry = false, resumedAt = 0 }: Circumstances = {},
): Step {
  const n = records.length;
  const probe = (phase: ProbeOrder["phase"], rate: number): Step => {
    const bounded = Math.min(plan.rateMax, Math.max(plan.rateMin, rate));
    return { kind: "probe", order: { phase, rate: Number(bounded.toPrecision(3)), n } };
  };
  const end = (end: SearchEnd): Step => ({ kind: "end", end });

  const refused = trailingRefused(records);
  if (refused.length > 0) {
    const last = refused[refused.length - 1];
    if (refused.length > retriesMax || last.refusals.some(({ kind }) => kind !== transient)) {
      return end({ how: "refused", refusal: last.refusals[0] });
    }
    return { kind: "probe", order: { phase: last.phase, rate: last.rate, n } };
  }
  const valid = records.filter((record) => isOver(record) !== undefined);
  const startRate = startOf(plan, valid);
  if (startRate === undefined) return probe("gauge", plan.rateMax);
  const warm = warmth(plan, valid);
  if (warm === "cold") return probe("warm", startRate);
  if (warm !== "warm") return end({ how: "refused", refusal: warm });

  const climb = climbOf(valid);
  const unmeasured = neverMeasured(climb);
  if (unmeasured !== undefined) return end({ how: "refused", refusal: unmeasured });
  const sightings = climb.map((record) => sightingOf(record));
  const held = sightings.filter(({ over }) => !over).map(({ rate }) => rate);
  const over = sightings.filter(({ over }) => over).map(({ rate }) => rate);
  const step = plan.startRate === undefined ? bracketStep.gauged : bracketStep.guessed;
  const atBound = (rates: readonly number[], bound: number) =>
    rates.filter((rate) => rate === bound).length >= atBoundNeeded;
  if (held.length === 0) {
    if (atBound(over, plan.rateMin)) return end({ how: "below the bound" });
    return probe("bracket", Math.min(...over) / step);
  }
  // A probe that was over below one that held was spoilt, and shows no upper side.
  if (!over.some((rate) => rate > Math.max(...held))) {
    if (atBound(held, plan.rateMax)) return end({ how: "above the bound" });
    return probe("bracket", step * Math.max(...held));
  }

  const belief = beliefAfter(plan, sightings);
  const { low, high } = belief.interval(plan.confidence);
  const narrow = high / low <= 1 + plan.resolution;
  const narrowed = climb.filter(({ phase }) => phase === "narrow").length;
  const descents = descentsOf(plan, records, resumedAt);
  const enough = narrow || climb.length >= plan.probesMax;
  const goesDown = descents.underWay !== undefined || (hurry && narrowed >= narrowMin);
  if (enough || goesDown) {
    const down = descend(plan, { belief, valid, probe, descents, overMax: Math.max(...over) });
    if (down !== undefined) return down;
    if (enough) return end({ how: narrow ? "found" : "too wide" });
  }
  const quantile = quantiles[narrowed % quantiles.length];
  return probe("narrow", nearEdge(belief.quantile(quantile), { held, over }));
}

/**
 * A rate no further than a step outside both sides that were seen: that one of them was spoilt is
 * believed possible, and shows just as well there as far away.
 */
function nearEdge(
  rate: number,
  { held, over }: { held: readonly number[]; over: readonly number[] },
): number {
  const above = Math.min(...over.filter((one) => one > Math.max(...held)));
  const below = Math.max(0, ...held.filter((one) => one < Math.min(...over)));
  return Math.min(edgeStep * above, Math.max(below / edgeStep, rate));
}

interface Descents {
  /** Ways down that were measured to their end. */
  readonly done: number;
  /** Steps of one that is not at its end; the server has had no rest since its shock. */
  readonly underWay: readonly ProbeRecord[] | undefined;
}

/** The ways down so far. One that another probe or a rest came into is none. */
export function descentsOf(
  plan: SearchPlan,
  records: readonly ProbeRecord[],
  resumedAt = 0,
): Descents {
  let done = 0;
  let steps: ProbeRecord[] | undefined;
  for (const [n, record] of records.entries()) {
    if (n === resumedAt) steps = undefined;
    const over = isOver(record);
    if (over === undefined) continue;
    if (record.phase === "descend") steps?.push(record);
    else steps = record.phase === "shock" && over ? [] : undefined;
    if (steps === undefined || steps.length === 0) continue;
    if (over && record.rate !== plan.rateMin && steps.length < descentStepsMax) continue;
    done++;
    steps = undefined;
  }
  return { done, underWay: records.length === resumedAt ? undefined : steps };
}

/** The probe of the way down that comes next, or undefined when all descents are done. */
function descend(
  plan: SearchPlan,
  {
    belief,
    valid,
    probe,
    descents: { done, underWay },
    overMax,
  }: {
    belief: Belief;
    valid: readonly ProbeRecord[];
    probe: (phase: ProbeOrder["phase"], rate: number) => Step;
    descents: Descents;
    /** The highest rate at which it was over. */
    overMax: number;
  },
): Step | undefined {
  if (underWay !== undefined) {
    const last = underWay.at(-1);
    return probe("descend", last === undefined ? belief.quantile(0.5) : last.rate / descentFactor);
  }
  const last = valid.at(-1);
  if (last?.phase === "shock" && isOver(last) !== true) {
    // A shock that the server carries is none.
    const weak = valid.filter((record) => record.phase === "shock" && isOver(record) !== true);
    return last.rate >= plan.rateMax || weak.length > weakShocksMax
      ? undefined
      : probe("shock", last.rate * shockFactor);
  }
  if (done >= plan.descents) return undefined;
  // In a hurry little may be known: far over what was over already is far enough.
  return probe("shock", shockFactor * Math.min(belief.quantile(0.975), overMax));
}

/**
 * Where to begin: as the user says, or somewhat under what a gauge has seen; half of it each time that
 * this was too much.
 */
function startOf(plan: SearchPlan, valid: readonly ProbeRecord[]): number | undefined {
  const gauge = valid.find(({ phase }) => phase === "gauge");
  const first = plan.startRate ?? (gauge && startShare * gauge.figures.achievedRate);
  const tooMuch = valid.filter((record) => record.phase === "warm" && isOver(record) === true);
  return first === undefined ? undefined : Math.max(plan.rateMin, first / 2 ** tooMuch.length);
}

/** The only refusal that may pass by itself. */
const transient = "saturated generator";

function trailingRefused(records: readonly ProbeRecord[]): readonly ProbeRecord[] {
  const last = records.findLastIndex((record) => isOver(record) !== undefined);
  return records.slice(last + 1);
}

/** Whether the server is as quick as it gets, from the probes at the start rate. */
function warmth(plan: SearchPlan, valid: readonly ProbeRecord[]): "warm" | "cold" | Refusal {
  const warm = valid.filter(({ phase }) => phase === "warm");
  const atBound = warm.filter(({ rate }) => rate <= plan.rateMin).length;
  // A rate that is too much warms nothing up; where there is no lower one, the search says so.
  const tooMuch = warm.findLastIndex((record) => isOver(record) === true);
  if (warm.length - (tooMuch + 1) < 2) return atBound < atBoundNeeded ? "cold" : "warm";
  const [before, now] = warm.slice(-2).map(({ figures }) => figures.p50Ms);
  // Without a latency there is nothing to get quicker.
  if (before === undefined || now === undefined || before < stillQuicker * now) return "warm";
  if (warm.length < warmMax) return "cold";
  return {
    kind: "cold server",
    detail: `After ${warm.length} probes at the start rate its median latency still falls: ${before.toFixed(1)} ms, then ${now.toFixed(1)} ms.`,
    remedy: "Let it run under light load for some minutes, or lengthen --warm-up, and try again.",
  };
}

/** A threshold of which no probe has measured anything would hold at any rate. */
function neverMeasured(climb: readonly ProbeRecord[]): Refusal | undefined {
  if (climb.length < measuredWithin) return undefined;
  const slos = climb[0].verdicts.map(({ slo }) => slo).filter((slo) => slo !== backlogName);
  const blind = slos.filter((slo) =>
    climb.every(({ verdicts }) => verdicts.find((one) => one.slo === slo)?.result === "unknown"),
  );
  if (blind.length === 0) return undefined;
  return {
    kind: "nothing measured",
    detail: `In ${climb.length} probes nothing was measured for ${blind.join(", ")}: there were no such requests.`,
    remedy: "Lengthen --window, raise --start, or take journeys into the mix that make them.",
  };
}

/**
 * The probes that tell of the knee on the way up: not those on the way down, and of those at the
 * start only the last, before which the server was cold.
 */
export function climbOf(valid: readonly ProbeRecord[]): ProbeRecord[] {
  const warmedUp = valid.findLastIndex(({ phase }) => phase === "warm");
  return valid.filter(
    ({ phase }, n) =>
      phase === "bracket" || phase === "narrow" || (phase === "warm" && n === warmedUp),
  );
}

/** A record as the belief takes it: what others took of the machine may have put it over. */
export function sightingOf(record: ProbeRecord, over = isOver(record) === true): Sighting {
  const { othersCpuShare } = record.figures;
  const { rate } = record;
  return { rate, over, ...(othersCpuShare !== undefined && { spoilt: othersCpuShare }) };
}
