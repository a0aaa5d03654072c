// What a signed load is asked to do, and its limits. Plain data.
import type { Manner } from "../../sim/bridge/manner.ts";

export interface SignedLoadPlan {
  /** Virtual homeservers that send. */
  readonly origins: number;
  /** Rooms on the target; origin n sends into room n mod rooms. */
  readonly rooms: number;
  readonly roomVersion: string;
  /** PDUs per second over all origins. */
  readonly rate: number;
  /** PDUs in one transaction, 1 to 50. */
  readonly pdus: number;
  /** EDUs in one transaction, 0 to 100. */
  readonly edus: number;
  readonly durationMs: number;
  /** How long, after the last transaction, events may take to become visible. */
  readonly drainMs: number;
  /**
   * PDUs of one room that may be accepted and not yet visible; undefined: no limit, a flood.
   * Synapse throws a room's queue away at 100.
   */
  readonly outstandingMax: number | undefined;
  readonly seed: string;
  /** By number of the origin; those that are not named are good. */
  readonly manners: ReadonlyMap<number, Manner>;
  /** `before`: everything is made and signed before the first request. */
  readonly signing: "live" | "before";
  readonly driver: "node" | "k6";
  /** Where to keep what was signed before. */
  readonly keepFile?: string;
}

export const signedLoadDefaults: Omit<SignedLoadPlan, "rooms" | "manners"> = {
  ...{ origins: 10, roomVersion: "12", rate: 10, pdus: 1, edus: 0, durationMs: 30_000 },
  ...{ drainMs: 30_000, outstandingMax: 80, seed: "1", signing: "live", driver: "node" },
};

/** Nothing beyond is done, whatever is asked for. */
export const signedLoadLimits = {
  ...{ origins: 1_000, rooms: 1_000, rate: 5_000, pdus: 50, edus: 100 },
  durationMs: 60 * 60_000,
  /** Transactions that are kept in memory when everything is signed before. */
  signedBefore: 200_000,
} as const;

/** Transactions of a plan, and when the n-th is due, in ms after the start. */
export function transactionsOf({ rate, pdus, durationMs }: SignedLoadPlan): {
  readonly count: number;
  dueMs(n: number): number;
} {
  const perMs = rate / pdus / 1000;
  return { count: Math.max(1, Math.round(durationMs * perMs)), dueMs: (n) => n / perMs };
}

/** PDUs that a plan has due by a moment after the start. */
export function pdusDue(plan: SignedLoadPlan, atMs: number): number {
  const { count, dueMs } = transactionsOf(plan);
  if (atMs >= dueMs(count)) return count * plan.pdus;
  return Math.max(0, Math.floor(atMs / dueMs(1)) + 1) * plan.pdus;
}
