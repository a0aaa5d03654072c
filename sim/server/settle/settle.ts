// How an event gets its verdict at a server, once all that it stands on is known: receipt checks 4 to
// 7, in order; the answer to the last comes from receive/policy-server.ts. Where the text is silent,
// the policy decides. Spec v1.19, server-server API, "Checks performed on receipt of a PDU".
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { Rejection } from "../../protocol/room-states.ts";
import { emptyState, type StateId } from "../../protocol/state.ts";
import { advance, rememberGaps } from "./advance.ts";
import type { OwnServer } from "../own-server.ts";
import { withCited } from "./partial-state.ts";
import { verdict, way, type Reason, type Verdict, type Way } from "../verdict.ts";
import { isLikeOthers, keepReceipt } from "./keep-receipt.ts";
import type { Told } from "../replica/receipts.ts";
import { recordResolution } from "./recording.ts";
import type { Replica } from "../replica/replica.ts";

export interface Settling {
  readonly event: EventIndex;
  readonly via: Way;
  /** The state before the event where another server had to be asked for it, else -1. */
  readonly reported: StateId;
  /** Why the room's policy server does not recommend it: receipt check 7 fails. */
  readonly unsigned?: Reason | undefined;
  /** The policy server's signature that the event lacked, and which it gave when asked. */
  readonly policySignature?: string | undefined;
}

/** Gives an event its verdict and its place. All that it stands on is known by now. */
export function settle(server: OwnServer, replica: Replica, settling: Settling): Verdict {
  const { event, via, reported, unsigned, policySignature } = settling;
  const { graph } = replica.shared;
  const { partial, standing } = replica;
  const isAlike = server.remember && reported < 0 && isLikeOthers(replica, settling);
  let before = reported >= 0 ? reported : stateBefore(server, replica, event);
  if (partial !== undefined) before = withCited(replica.shared, before, event);
  // Checks 4 and 5: the auth events, and the state before the event.
  const rejection = replica.judge(event, before);
  const after = rejection === undefined ? graph.apply(before, event) : before;
  if (reported >= 0 || replica.divergent) replica.keepStates(event, { before, after });
  const asked = rejection === undefined ? stateToAsk(server, replica, settling, before) : -1;
  const failure = (asked < 0 ? null : softFailure(replica, event, asked)) ?? unsigned ?? null;
  const value = verdictBy(rejection, failure);
  replica.noteRejection(event, rejection !== undefined);
  replica.setVerdict(event, value);
  if (via !== way.backfill) partial?.events.push(event);
  replica.place(event);
  const why = rejection === undefined ? (failure ?? undefined) : reasonOf(rejection);
  const against = asked === replica.current ? -1 : asked;
  const room = replica.shared;
  const arrival: Told = {
    server: server.number,
    room,
    event,
    via,
    verdict: value,
    before,
    after,
    against,
    why,
    redacted: replica.isRedacted(event),
    policySignature,
  };
  server.ports.recorder.arrived(arrival);
  // What only a failed event stands on may still become an extremity when it comes.
  const counts = value === verdict.accepted || via === way.backfill;
  if (reported >= 0 && counts) rememberGaps(replica, graph.prevs(event));
  if (value === verdict.accepted && via !== way.backfill) advance(server, replica, event);
  replica.closeGap(event);
  if (isAlike && value === verdict.accepted) keepReceipt(server, replica, arrival, standing);
  return value;
}

function verdictBy(rejection: Rejection | undefined, failure: Reason | null): Verdict {
  if (rejection !== undefined) return verdict.rejected;
  return failure === null ? verdict.accepted : verdict.softFailed;
}

function reasonOf({ check, verdict: { rule, spec, detail } }: Rejection): Reason {
  return { check, rule, spec, detail };
}

/** Resolution of the states after the prev events. */
function stateBefore(server: OwnServer, replica: Replica, event: EventIndex): StateId {
  const { graph } = replica.shared;
  if (graph.prevCount(event) === 1) return replica.stateAfter(graph.prev(event, 0));
  if (!replica.divergent) {
    const shared = replica.lens.states.resolutionBefore(event);
    if (shared === undefined) return replica.lens.states.before(event);
    recordResolution(server, replica, "before", event, shared);
    return shared.output;
  }
  const states: StateId[] = [];
  for (let n = 0; n < graph.prevCount(event); n++) {
    states.push(replica.stateAfter(graph.prev(event, n)));
  }
  if (states.length === 0) return emptyState;
  const resolution = replica.resolution(states);
  recordResolution(server, replica, "before", event, resolution);
  return resolution.output;
}

/** Check 6: is the event allowed in that state? `null`: it is. */
function softFailure(replica: Replica, event: EventIndex, state: StateId): Reason | null {
  const allowed = replica.lens.allowedIn(event, state);
  return allowed.ok ? null : { check: 6, ...reasonFields(allowed) };
}

/** The state that check 6 asks, as a rule the current one; -1 where it is not made. */
function stateToAsk(
  server: OwnServer,
  replica: Replica,
  { event, via, reported }: Settling,
  before: StateId,
): StateId {
  if (via === way.own || via === way.join || via === way.backfill) return -1;
  if (replica.partial !== undefined) return -1;
  const { policy } = server;
  const bridged = reported >= 0;
  if (policy.trustsEventsOnTips && !bridged && standsOnTips(replica, event)) return -1;
  if (policy.forgetsStateWhenOut && !replica.joined) return emptyState;
  if (!bridged) return replica.current;
  // Over a gap the extremities say little: the state that was reported has a say as well.
  const tips = replica.shared.sets.members(replica.extremities);
  const states = tips.map((tip) => replica.stateAfter(tip));
  const resolution = replica.resolution([...states, before]);
  recordResolution(server, replica, "soft-failure", event, resolution);
  return resolution.output;
}

function reasonFields({ rule, spec, detail }: Omit<Reason, "check">): Omit<Reason, "check"> {
  return { rule, spec, detail };
}

/** True if the event's prev events are exactly the forward extremities. */
function standsOnTips(replica: Replica, event: EventIndex): boolean {
  const { graph, sets } = replica.shared;
  const tips = sets.members(replica.extremities);
  if (tips.length !== graph.prevCount(event)) return false;
  for (let n = 0; n < tips.length; n++) if (!tips.includes(graph.prev(event, n))) return false;
  return true;
}
