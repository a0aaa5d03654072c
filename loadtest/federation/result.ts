// What a signed load measured, as plain data: JSON as it stands, histograms included, so that
// results can be added up. No secrets, no signatures.
import type { ServerSample } from "../../sim/bridge/server-sampler.ts";
import type { Histogram } from "../driver/histogram.ts";
import type { SignedLoadPlan } from "./plan.ts";

export const signedLoadFormat = "rashomon-signed-load-1";

export interface SignedLoadResult {
  readonly format: typeof signedLoadFormat;
  readonly target: { readonly url: string; readonly name: string };
  readonly plan: Omit<SignedLoadPlan, "manners"> & { readonly manners: Record<string, string> };
  readonly startedAt: string;
  readonly end: {
    readonly how: "whole" | "stopped" | "target lost";
    /** One sentence; empty after a whole run. */
    readonly why: string;
  };
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
  /** A row about every second: ms after the start, and what was outstanding then. */
  readonly backlog: readonly { readonly atMs: number; readonly size: number }[];
  readonly samples: readonly ServerSample[];
  readonly generator: { readonly cpuMs: number; readonly eventLoopP99Ms: number };
}
