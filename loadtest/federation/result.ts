// What a signed load measured, as plain data: JSON as it stands, histograms included, so that
// results can be added up. No secrets, no signatures.
import type { ServerSample } from "../../sim/bridge/server-sampler.ts";
import type { Histogram } from "../driver/histogram.ts";
import type { OddOrigin } from "./misbehaviour.ts";
import type { SignedLoadPlan } from "./plan.ts";

export const signedLoadFormat = "rashomon-signed-load-1";

/** How a run from the federation's side ended. */
export interface FederationEnd {
  readonly how: "whole" | "stopped" | "target lost";
  /** One sentence; empty after a whole run. */
  readonly why: string;
}

/** What took part, for those who want to know later. */
export interface FederationProvenance {
  readonly startedAt: string;
  readonly machine: string;
  /** Names and versions of programs. */
  readonly versions: Readonly<Record<string, string>>;
}

/** A row about every second. All counts are since the start. */
export interface SignedLoadRow {
  readonly atMs: number;
  /** By the plan. */
  readonly due: number;
  readonly sent: number;
  readonly accepted: number;
  readonly visible: number;
  /** Sent and not yet visible, nor refused. */
  readonly outstanding: number;
  /** Of those that became visible in this row, from when they were due, in ms. */
  readonly visibleP50Ms?: number;
  readonly visibleP95Ms?: number;
}

export interface SignedLoadResult {
  readonly format: typeof signedLoadFormat;
  readonly target: { readonly url: string; readonly name: string };
  readonly plan: Omit<SignedLoadPlan, "manners"> & { readonly manners: Record<string, string> };
  readonly provenance: FederationProvenance;
  readonly end: FederationEnd;
  readonly transactions: {
    /** Were to be sent. */
    readonly due: number;
    /** Answered with 200. */
    readonly answered: number;
    /** Never sent, because the load was over. */
    readonly unsent: number;
    /** Could not go when they were due: one in flight an origin, or too many outstanding. */
    readonly waited: number;
    readonly failures: Readonly<Record<string, number>>;
  };
  readonly pdus: {
    readonly sent: number;
    /** Answered with 200 and no error. It says nothing about their being persisted. */
    readonly accepted: number;
    readonly visible: number;
    /** Accepted and not there at the end: lost without a word. */
    readonly holes: number;
    /** Accepted and not seen, of a run that ended too early to ask for them. */
    readonly unknown: number;
    /** By what the server said. */
    readonly refused: Readonly<Record<string, number>>;
    /** At most of one room accepted and not visible. */
    readonly outstandingMax: number;
    /** Events persisted by the target's own count, others' included; absent without metrics. */
    readonly persisted?: number;
    /** Thrown away unread, by the target's own count. */
    readonly pruned?: number;
  };
  /** From the first transaction to the last event that became visible, in ms. */
  readonly busyMs: number;
  /** Visible events per second over that time: the throughput. */
  readonly visiblePerSecond: number;
  /** From when a transaction was due, in ms. */
  readonly answer: Histogram;
  readonly visible: Histogram;
  /** Pages of /sync that did not hold all news. */
  readonly syncGaps: number;
  readonly series: readonly SignedLoadRow[];
  readonly samples: readonly ServerSample[];
  readonly generator: { readonly cpuMs: number; readonly eventLoopP99Ms: number };
  /** Where origins did not behave well: what they did, and how visible events were where they send. */
  readonly misbehaviour?: {
    readonly odd: readonly OddOrigin[];
    readonly visibleThere: Histogram;
    readonly visibleElsewhere: Histogram;
  };
}
