// What fan-out is asked to measure, what it measured, and how arrivals become figures. Plain data and
// pure functions: JSON as it stands, histograms included.
import type { Manner } from "../../sim/bridge/manner.ts";
import type { OddOrigin } from "./misbehaviour.ts";
import { Histogram } from "../driver/histogram.ts";
import type { FederationEnd, FederationProvenance } from "./result.ts";

export interface FanOutPlan {
  readonly origins: number;
  readonly roomVersion: string;
  /** Messages per second. */
  readonly rate: number;
  /** Length of each of the phases `steady` and `outage`. */
  readonly phaseMs: number;
  /** Origins, the last ones, that are dead during `outage`. */
  readonly away: number;
  /** How long those may take to catch up. */
  readonly catchUpMs: number;
  readonly seed: string;
  /** By number of the origin; those that are not named are good, and only those are counted. */
  readonly manners: ReadonlyMap<number, Manner>;
}

/** A message, and how long it took from the client's sending to a share of the origins, in ms. */
export interface FanOutMessage {
  /** When it was sent, in ms since the start. */
  readonly atMs: number;
  /** Absent where it did not come so far. */
  readonly halfMs?: number;
  readonly ninetyMs?: number;
  readonly allMs?: number;
}

/** What was measured while all, or all but some, were there. */
export interface FanOutPhase {
  readonly name: "steady" | "outage";
  readonly startMs: number;
  readonly endMs: number;
  readonly messages: readonly FanOutMessage[];
  /** Messages that the target did not take. */
  readonly unsent: number;
  /** Origins that count: those that are good and there. */
  readonly origins: number;
  /** From the client's sending until so many of them had the message, in ms. */
  readonly half: Histogram;
  readonly ninety: Histogram;
  readonly all: Histogram;
  /** Each message at each origin. */
  readonly deliveries: Histogram;
  /** Deliveries that did not happen while the phase was watched. */
  readonly undelivered: number;
  /** Messages that did not reach all of them while the phase was watched. */
  readonly incomplete: number;
  readonly transactions: number;
  readonly pdusPerTransactionMean: number;
  readonly pdusPerTransactionMax: number;
  /** The target's processor time for a message, in ms; absent where it cannot be observed. */
  readonly targetCpuMsPerMessage?: number;
}

export interface CatchUp {
  /** When those that were away came back, in ms since the start. */
  readonly startMs: number;
  /** Deliveries that were missing then. */
  readonly missing: number;
  /** Ms since then, and what was still missing. */
  readonly curve: readonly { readonly atMs: number; readonly missing: number }[];
  /** Absent where it did not come so far in time. */
  readonly halfMs?: number;
  readonly ninetyMs?: number;
  readonly wholeMs?: number;
  /** PDUs per transaction to those that catch up. */
  readonly pdusPerTransactionMean: number;
}

export interface FanOutResult {
  readonly format: "rashomon-fan-out-1";
  readonly target: { readonly url: string; readonly name: string };
  readonly plan: Omit<FanOutPlan, "manners"> & { readonly manners: Record<string, string> };
  readonly provenance: FederationProvenance;
  readonly end: FederationEnd;
  /** Empty where the run ended before the first. */
  readonly phases: readonly FanOutPhase[];
  readonly catchUp: CatchUp;
  /** Origins that did not behave well, and how many of the messages they got in the end. */
  readonly misbehaved?: readonly (OddOrigin & { readonly got: number; readonly of: number })[];
}

/** A message as it is watched. Times by one clock. */
export interface WatchedMessage {
  readonly sentMs: number;
  /** By origin; undefined: not yet. */
  readonly arrivedMs: readonly (number | undefined)[];
}

/** The figures of messages to those origins that count. */
export function spreadOf(
  watched: readonly WatchedMessage[],
  { counted, zeroMs }: { counted: readonly number[]; zeroMs: number },
) {
  const [half, ninety, all] = [new Histogram(), new Histogram(), new Histogram()];
  const deliveries = new Histogram();
  let undelivered = 0;
  const messages = watched.map(({ sentMs, arrivedMs }): FanOutMessage => {
    const times = counted.flatMap((n) => arrivedMs[n] ?? []).map((at) => at - sentMs);
    times.sort((a, b) => a - b);
    for (const ms of times) deliveries.record(ms);
    undelivered += counted.length - times.length;
    const at = (share: number, histogram: Histogram) => {
      const ms = times[Math.ceil(share * counted.length) - 1];
      if (ms !== undefined) histogram.record(ms);
      return ms;
    };
    const [halfMs, ninetyMs, allMs] = [at(0.5, half), at(0.9, ninety), at(1, all)];
    return {
      atMs: sentMs - zeroMs,
      ...(halfMs !== undefined && { halfMs }),
      ...(ninetyMs !== undefined && { ninetyMs }),
      ...(allMs !== undefined && { allMs }),
    };
  });
  const incomplete = messages.filter(({ allMs }) => allMs === undefined).length;
  return { messages, half, ninety, all, deliveries, undelivered, incomplete };
}

/** When a share of what was missing had arrived, by the curve. */
export function reachedMs(
  { curve, missing }: Pick<CatchUp, "curve" | "missing">,
  share: number,
): number | undefined {
  return curve.find((row) => row.missing <= missing * (1 - share))?.atMs;
}

export const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
