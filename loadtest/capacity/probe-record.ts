// What is kept of a probe: enough to decide what comes next, to judge, and to draw. One line of the
// journal. A search's whole state is the list of its records.
import type { SloVerdict } from "../slo.ts";

/** Why a probe was made. */
export type ProbePhase =
  /** A quick look at where to begin: its rate is the bound, and what it achieves is the answer. */
  | "gauge"
  /** At the start rate, until the server is as quick as it gets. */
  | "warm"
  /** Doubling or halving until both sides of the knee were seen. */
  | "bracket"
  /** Near the edge, again and again. */
  | "narrow"
  /** Far over capacity on purpose, before the way down. */
  | "shock"
  /** On the way down from a shock, without a pause. */
  | "descend";

export interface ProbeOrder {
  readonly phase: ProbePhase;
  /** Arrivals (or PDUs) per second. */
  readonly rate: number;
  /** Number of the probe in the search, from 0. */
  readonly n: number;
}

/** Why a probe's figures say nothing about the server. */
export interface Refusal {
  readonly kind:
    "rate limiter" | "saturated generator" | "cold server" | "nothing measured" | "target lost";
  /** What was seen, one sentence. */
  readonly detail: string;
  /** What to do next, one sentence. */
  readonly remedy: string;
}

/** What a probe found out. */
export interface ProbeFinding {
  /** One for each threshold, and one for the backlog. */
  readonly verdicts: readonly SloVerdict[];
  readonly refusals: readonly Refusal[];
  readonly figures: ProbeFigures;
}

/** For tables and pictures. Times in ms. */
export interface ProbeFigures {
  /** What really happened per second in the window. */
  readonly achievedRate: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly lagP95Ms?: number;
  /** 0 … 1. */
  readonly errorShare?: number;
  /** Of the target's process, mean over the window, as a share of one core. */
  readonly targetCpuShare?: number;
  /** What others used of this machine's processors just before, while the target rested, 0 … 1. */
  readonly othersCpuShare?: number;
  /** Of the generator's processes, as a share of one core. */
  readonly generatorCpuShare?: number;
  /** How often requests failed, by name and kind: `send http 500`. */
  readonly failures?: Readonly<Record<string, number>>;
  /** Anything else worth keeping, by name. */
  readonly more?: Readonly<Record<string, number>>;
}

export interface ProbeRecord extends ProbeOrder, ProbeFinding {
  /** ISO 8601. */
  readonly startedAt: string;
}

/** A window so long is never cut. */
const windowLeastMs = 5_000;

/** How long a probe of a phase measures: far from the edge half the window is enough. */
export function windowMsOf(phase: ProbePhase, windowMs: number): number {
  const isRough = phase === "warm" || phase === "bracket" || phase === "shock";
  return isRough ? Math.max(windowMs / 2, Math.min(windowMs, windowLeastMs)) : windowMs;
}

/** Whether the server was over its capacity; undefined where the probe says nothing. */
export function isOver({ verdicts, refusals }: ProbeFinding): boolean | undefined {
  if (refusals.length > 0) return undefined;
  return verdicts.some(({ result }) => result === "broken");
}
