// How an event comes to a server, what the server makes of it, and why: the words that receipt checks,
// replicas and recorders share. The checks themselves are receive/receive.ts and settle/settle.ts.

/** Numbers of `arrivalWays` and `eventVerdicts` of the trace. */
export const way = { own: 0, send: 1, backfill: 2, missing: 3, state: 4, join: 5 } as const;
export type Way = (typeof way)[keyof typeof way];

/** What a server made of an event; 0 means that it does not know the event. */
export const verdict = { unknown: 0, outlier: 1, accepted: 2, softFailed: 3, rejected: 4 } as const;
export type Verdict = (typeof verdict)[keyof typeof verdict];

/** Why a receipt check failed. */
export interface Reason {
  readonly check: number;
  readonly rule: string;
  readonly spec: string;
  readonly detail: string;
}
