// What homeservers do where the specification is silent, as named numbers and switches. Two
// presets: `synapse` with its published constants, and `minimal`, the least that the text asks for.

export interface Policy {
  readonly name: string;
  /** The state resolution dialect that the server follows. */
  readonly dialect: string;
  /** How long a request may take before it counts as failed, in ms. */
  readonly requestTimeoutMs: number;
  /** First wait after a failed transaction, its growth, and its limit. */
  readonly retryMs: { readonly first: number; readonly factor: number; readonly max: number };
  /**
   * Once a wait is longer than this, in ms, the destination's queue is dropped; what it gets then
   * are the newest events of each room, and it must find out for itself what lies before them.
   */
  readonly catchUpAfterMs: number;
  /** An inbound request of a destination shows that it lives: end its wait at once. */
  readonly inboundEndsRetry: boolean;
  /** PDUs in one transaction; the specification allows 50. */
  readonly transactionPdusMax: number;
  /** Forward extremities that a new event takes as prev_events; the specification allows 20. */
  readonly prevEventsMax: number;
  /** `limit` of get_missing_events, asked and served; 0: gaps are not filled this way. */
  readonly missingEventsAsked: number;
  readonly missingEventsServed: number;
  /** A gap that stays is bridged by the state that another server reports. */
  readonly asksStateAtGaps: boolean;
  /** `limit` of backfill, asked and served. */
  readonly backfillAsked: number;
  readonly backfillServed: number;
  /** No soft-failure check for an event that stands exactly on the current extremities. */
  readonly trustsEventsOnTips: boolean;
  /** The current state is dropped once no local user is joined, so all that comes soft-fails. */
  readonly forgetsStateWhenOut: boolean;
}

const minute = 60_000;

/** Synapse 1.163: config/federation.py, federation/sender, handlers/federation_event.py. */
const synapse: Policy = {
  name: "synapse",
  dialect: "synapse",
  requestTimeoutMs: minute,
  retryMs: { first: 10 * minute, factor: 2, max: 7 * 24 * 60 * minute },
  catchUpAfterMs: 60 * minute,
  inboundEndsRetry: true,
  transactionPdusMax: 50,
  prevEventsMax: 10,
  missingEventsAsked: 10,
  missingEventsServed: 20,
  asksStateAtGaps: true,
  backfillAsked: 100,
  backfillServed: 100,
  trustsEventsOnTips: true,
  forgetsStateWhenOut: true,
};

const minimal: Policy = {
  ...synapse,
  name: "minimal",
  dialect: "spec",
  retryMs: { first: 30_000, factor: 1, max: 30_000 },
  catchUpAfterMs: Infinity,
  inboundEndsRetry: false,
  prevEventsMax: 20,
  trustsEventsOnTips: false,
  forgetsStateWhenOut: false,
};

/** The presets by name. */
export const policies: ReadonlyMap<string, Policy> = new Map([
  ["synapse", synapse],
  ["minimal", minimal],
]);

/** The preset of a name that is known to exist; throws on another (a bug of the caller). */
export function policy(name: string): Policy {
  const found = policies.get(name);
  if (found === undefined) throw new Error(`policy ${name} is not one of ${[...policies.keys()]}`);
  return found;
}
