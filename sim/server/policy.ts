// What homeservers do where the specification is silent, as named numbers and switches. Presets:
// `synapse` with its published constants, the same to the letter, and `minimal`, the least that the
// text asks for; and a Synapse of old, for a mistake that has been mended since.

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
  /**
   * An event that was pushed over a gap is dropped where get_missing_events does not close the gap,
   * with all that came in the same answer, once for one of them no state can be had.
   */
  readonly dropsPushedOverGaps: boolean;
  /**
   * get_missing_events is only asked for events deeper than the least deep one that the server has
   * placed: what lies before a join is not its business. Depth is a claim of the sender.
   */
  readonly gapsByDepth: boolean;
  /**
   * An event that stands on an outlier is taken as if the state there were known; what is found is no
   * state at all, so that of the event is what it cites.
   */
  readonly trustsOutliers: boolean;
  /** Only servers that are in the room, as this one sees it, are told of states and events. */
  readonly answersResidentsOnly: boolean;
  /**
   * How unknown events of a reported state are fetched: all by one /state where missing · `wholeAbove`
   * is at least the size of state and auth chain, else singly, so many at a time, and what cannot be
   * had is left out. Undefined: in one request, and the state is used only where all of it is there.
   */
  readonly stateFetch: { readonly wholeAbove: number; readonly parallel: number } | undefined;
  /**
   * Joins bring a room without its members, and the rest of the state is fetched afterwards: every server
   * of the room is asked, and all of them again after each of these waits, in ms; then only after a
   * restart. A further join brings a part as well; `keepsMembers`: what the server has has a say beside it, so
   * that nobody who joined before is lost. Undefined: joins bring the whole state.
   */
  readonly partialStateJoins:
    { readonly againMs: readonly number[]; readonly keepsMembers: boolean } | undefined;
  /** Above so many forward extremities a local user ties them together, looked at this often. */
  readonly dummyEvents: { readonly above: number; readonly everyMs: number };
  /**
   * When a question about an event's gap gets no answer, the event is tried again after each of
   * these waits, in ms; after the last it is forgotten until it, or one that stands on it, comes.
   */
  readonly gapWaitsMs: readonly number[];
  /** `limit` of backfill, asked and served. */
  readonly backfillAsked: number;
  readonly backfillServed: number;
  /** No soft-failure check for an event that stands exactly on the current extremities. */
  readonly trustsEventsOnTips: boolean;
  /**
   * /sync tells clients the state after its timeline (MSC4222, `use_state_after`); without, they
   * work it out from the timeline, and never hear of what resolution changes.
   */
  readonly clientsUseStateAfter: boolean;
  /** Servers get the redacted form of history that none of their users may see. */
  readonly hidesHistory: boolean;
  /** Receipt check 7: rooms may name a policy server, which is asked for its signature (MSC4284). */
  readonly asksPolicyServer: boolean;
  /**
   * It is asked about memberships of and by the server's own users as well before they are sent; without, whoever
   * gets them asks.
   */
  readonly asksAboutMemberships: boolean;
  /** How long a policy server's signature is waited for, in ms. */
  readonly signTimeoutMs: number;
  /** The current state is dropped once no local user is joined, so all that comes soft-fails. */
  readonly forgetsStateWhenOut: boolean;
}

const minute = 60_000;

/**
 * Synapse 1.163: config/federation.py, federation/sender, handlers/federation_event.py, handlers/room_policy.py
 * (30 s for a signature; asked for by handlers/message.py alone, which makes no memberships). It puts a
 * question four times (after 0.5, 1 and 2 s) and then forgets the event, though it was answered
 * with 200. Here longer waits follow, so that a lost answer does not decide how a run ends.
 */
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
  dropsPushedOverGaps: false,
  gapsByDepth: false,
  trustsOutliers: false,
  answersResidentsOnly: false,
  stateFetch: undefined,
  partialStateJoins: undefined,
  dummyEvents: { above: Infinity, everyMs: 5 * minute },
  gapWaitsMs: [500, 1_000, 2_000, 10 * minute, 20 * minute, 40 * minute],
  backfillAsked: 100,
  backfillServed: 100,
  trustsEventsOnTips: true,
  clientsUseStateAfter: false,
  hidesHistory: true,
  asksPolicyServer: true,
  asksAboutMemberships: false,
  signTimeoutMs: 30_000,
  forgetsStateWhenOut: true,
};

/**
 * As `synapse`, with what stories are spared there because it loses events or sends more of them:
 * handlers/federation_event.py (a pushed event whose prev events stay missing is refused with 403, and
 * they are only asked for above `min_depth`; one pulled event without a state fails the whole
 * transaction; a state is fetched by a tenth), federation/federation_server.py (`assert_host_in_room`),
 * handlers/federation.py (partial-state joins, given up once every server was asked), and handlers/message.py (dummy events above `dummy_events_threshold`, 10).
 */
const synapseToTheLetter: Policy = {
  ...synapse,
  name: "synapse-to-the-letter",
  dropsPushedOverGaps: true,
  gapsByDepth: true,
  answersResidentsOnly: true,
  stateFetch: { wholeAbove: 10, parallel: 5 },
  partialStateJoins: { againMs: [], keepsMembers: false },
  dummyEvents: { above: 10, everyMs: 5 * minute },
  gapWaitsMs: [500, 1_000, 2_000],
};

/**
 * As to the letter, with what its threads ask for: the state behind a join is asked for again (#13000), depth
 * decides nothing (#15320), and clients are told the state (#4508); and with what would mend the story second-join, for
 * which there is no thread: what the server has of the room has a say in the state that a further join brings.
 */
const synapseMended: Policy = {
  ...synapseToTheLetter,
  name: "synapse-mended",
  gapsByDepth: false,
  partialStateJoins: {
    againMs: [minute, 10 * minute, 20 * minute, 40 * minute, 80 * minute],
    keepsMembers: true,
  },
  clientsUseStateAfter: true,
};

/** Synapse 1.15.1, before https://github.com/matrix-org/synapse/issues/7742 was mended in 1.15.2. */
const synapse115: Policy = {
  ...synapse,
  name: "synapse-1.15",
  trustsOutliers: true,
  asksPolicyServer: false,
};

const minimal: Policy = {
  ...synapse,
  name: "minimal",
  dialect: "spec",
  retryMs: { first: 30_000, factor: 1, max: 30_000 },
  catchUpAfterMs: Infinity,
  inboundEndsRetry: false,
  gapWaitsMs: [30_000, 30_000, 30_000, 30_000, 30_000],
  prevEventsMax: 20,
  trustsEventsOnTips: false,
  hidesHistory: false,
  asksAboutMemberships: true,
  forgetsStateWhenOut: false,
};

/** The presets by name. */
export const policies: ReadonlyMap<string, Policy> = new Map([
  ["synapse", synapse],
  ["synapse-to-the-letter", synapseToTheLetter],
  ["synapse-mended", synapseMended],
  ["synapse-1.15", synapse115],
  ["minimal", minimal],
]);

/** The preset of a name that is known to exist; throws on another (a bug of the caller). */
export function policy(name: string): Policy {
  const found = policies.get(name);
  if (found === undefined) throw new Error(`policy ${name} is not one of ${[...policies.keys()]}`);
  return found;
}
