// How a server takes an event in: the checks on receipt, in order, and what follows from them for
// extremities and current state. Spec v1.19, server-server API, "Checks performed on receipt of a
// PDU"; where the text is silent, the policy decides.
import type { EventIndex } from "../protocol/room-graph.ts";
import type { Rejection, Resolution } from "../protocol/room-states.ts";
import { emptyState, type StateId } from "../protocol/state.ts";
import { tidyLater } from "./dummy-events.ts";
import type { Homeserver } from "./homeserver.ts";
import { fillGap } from "./gap.ts";
import { standsOnOutlier, stateOverOutliers } from "./outliers.ts";
import { withCited } from "./partial-state.ts";
import { verdict, way } from "./ports.ts";
import type { Reason, ResolutionPurpose, Verdict, Way } from "./ports.ts";
import type { InboxItem, Replica } from "./replica.ts";

/** Takes an event that another server sent; it is received now or once a gap is dealt with. */
export function offer(server: Homeserver, replica: Replica, item: InboxItem): void {
  if (replica.waiting === undefined && replica.inbox.length === 0) receive(server, replica, item);
  else replica.inbox.push(item);
}

/** Goes on with the inbox until it is empty or the server has to wait for an answer. */
export function drain(server: Homeserver, replica: Replica): void {
  while (replica.waiting === undefined) {
    const item = replica.inbox.shift();
    if (item === undefined) return;
    receive(server, replica, item);
  }
}

function receive(server: Homeserver, replica: Replica, item: InboxItem): void {
  const { event } = item;
  if (replica.has(event)) return item.then?.();
  // Checks 1 to 3: format, signatures, content hash.
  const problem = replica.shared.contentProblem(event, server.remember);
  if (problem !== undefined) {
    record(server, replica, { event, via: item.via, verdict: verdict.unknown, why: problem });
    return item.then?.();
  }
  const { trustsOutliers } = server.policy;
  if (lacksAny(replica, event, trustsOutliers)) return fillGap(server, replica, item);
  const guesses = trustsOutliers && standsOnOutlier(replica, event);
  const reported = guesses ? stateOverOutliers(replica, event) : -1;
  settle(server, replica, { event, via: item.via, reported });
  item.then?.();
}

/** True if a prev event is unknown or (unless it is trusted) only an outlier, or an auth event unknown. */
function lacksAny(replica: Replica, event: EventIndex, trustsOutliers: boolean): boolean {
  const { graph } = replica.shared;
  for (let n = graph.prevCount(event) - 1; n >= 0; n--) {
    const prev = graph.prev(event, n);
    if (replica.has(prev)) continue;
    if (!trustsOutliers || replica.verdictOf(prev) !== verdict.outlier) return true;
  }
  for (let n = graph.authCount(event) - 1; n >= 0; n--) {
    if (replica.verdictOf(graph.auth(event, n)) === verdict.unknown) return true;
  }
  return false;
}

export interface Settling {
  readonly event: EventIndex;
  readonly via: Way;
  /** The state before the event where another server had to be asked for it, else -1. */
  readonly reported: StateId;
}

/** Gives an event its verdict and its place. All that it stands on is known by now. */
export function settle(server: Homeserver, replica: Replica, settling: Settling): Verdict {
  const { event, via, reported } = settling;
  const { graph } = replica.shared;
  const { partial } = replica;
  let before = reported >= 0 ? reported : stateBefore(server, replica, event);
  if (partial !== undefined) before = withCited(replica.shared, before, event);
  // Checks 4 and 5: the auth events, and the state before the event.
  const rejection = replica.judge(event, before);
  const after = rejection === undefined ? graph.apply(before, event) : before;
  if (reported >= 0 || replica.divergent) replica.keepStates(event, { before, after });
  const asked = rejection === undefined ? stateToAsk(server, replica, settling, before) : -1;
  const failure = asked < 0 ? null : softFailure(replica, event, asked);
  const value = verdictBy(rejection, failure);
  if ((rejection === undefined) !== (replica.lens.states.rejection(event) === undefined)) {
    replica.divergent = true;
  }
  replica.setVerdict(event, value);
  if (via !== way.backfill) partial?.events.push(event);
  replica.placeless.delete(event);
  const why = rejection === undefined ? (failure ?? undefined) : reasonOf(rejection);
  const against = asked === replica.current ? -1 : asked;
  const room = replica.shared;
  server.ports.recorder.arrived({
    server: server.number,
    room,
    event,
    via,
    verdict: value,
    before,
    after,
    against,
    why,
  });
  // What only a failed event stands on may still become an extremity when it comes.
  const counts = value === verdict.accepted || via === way.backfill;
  if (reported >= 0 && counts) rememberGaps(replica, graph.prevs(event));
  if (value === verdict.accepted && via !== way.backfill) advance(server, replica, event);
  replica.gaps.delete(event);
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
function stateBefore(server: Homeserver, replica: Replica, event: EventIndex): StateId {
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
  const resolution = replica.lens.states.resolution(states);
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
  server: Homeserver,
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
  const resolution = replica.lens.states.resolution([...states, before]);
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

function rememberGaps(replica: Replica, behind: Iterable<EventIndex>): void {
  for (const prev of behind) if (!replica.has(prev)) replica.gaps.add(prev);
}

/** Moves the forward extremities over an accepted event and works the current state out. */
export function advance(server: Homeserver, replica: Replica, event: EventIndex): void {
  const { lens, extremities } = replica;
  const behind = replica.gaps.has(event);
  let set = extremities;
  if (behind || standsOnFailed(replica, event)) {
    const gone = replacedBy(replica, event);
    rememberGaps(replica, gone);
    set = replica.shared.sets.replace(extremities, (tip) => gone.has(tip), behind ? -1 : event);
  } else set = lens.step(extremities, event);
  moveTo(server, replica, set, event);
}

/** Sets the extremities and the current state over them. */
export function moveTo(server: Homeserver, replica: Replica, set: number, event: EventIndex): void {
  replica.extremities = set;
  const resolution = replica.divergent ? ownCurrent(replica, set) : replica.lens.current(set);
  if (resolution.inputs.length > 1) {
    recordResolution(server, replica, "current", event, resolution);
  }
  const current = resolution.output;
  if (current !== replica.current) {
    const { shared } = replica;
    const touched = shared.serversTouched(replica.current, current).includes(server.number);
    replica.current = current;
    if (touched) replica.joined = shared.isJoined(current, server.number);
  }
  server.ports.recorder.moved(server.number, replica.shared, set, replica.current);
  if (server.policy.dummyEvents.above < Infinity) tidyLater(server, replica);
}

function ownCurrent(replica: Replica, set: number): Resolution {
  const tips = replica.shared.sets.members(set);
  return replica.lens.states.resolution(tips.map((tip) => replica.stateAfter(tip)));
}

function standsOnFailed(replica: Replica, event: EventIndex): boolean {
  const { graph } = replica.shared;
  for (let n = graph.prevCount(event) - 1; n >= 0; n--) {
    if (replica.verdictOf(graph.prev(event, n)) > verdict.accepted) return true;
  }
  return false;
}

/** The prev events, and what lies behind those that soft-failed or were rejected. */
function replacedBy(replica: Replica, event: EventIndex): Set<EventIndex> {
  const { graph } = replica.shared;
  const gone = new Set<EventIndex>();
  const stack = [event];
  while (stack.length > 0) {
    const next = stack.pop() as EventIndex;
    for (let n = 0; n < graph.prevCount(next); n++) {
      const prev = graph.prev(next, n);
      if (gone.has(prev)) continue;
      gone.add(prev);
      if (replica.verdictOf(prev) > verdict.accepted) stack.push(prev);
    }
  }
  return gone;
}

function recordResolution(
  server: Homeserver,
  replica: Replica,
  why: ResolutionPurpose,
  event: EventIndex,
  resolution: Resolution,
): void {
  if (resolution.inputs.length < 2) return;
  server.ports.recorder.resolved({
    server: server.number,
    room: replica.shared,
    why,
    event,
    resolution,
    dialect: server.policy.dialect,
  });
}

/** Writes an arrival down. */
export function record(
  server: Homeserver,
  replica: Replica,
  arrival: {
    event: EventIndex;
    via: Way;
    verdict: Verdict;
    before?: StateId;
    after?: StateId;
    against?: StateId;
    why?: Reason | undefined;
  },
): void {
  const { event, via, before = -1, after = -1, against = -1, why } = arrival;
  server.ports.recorder.arrived({
    server: server.number,
    room: replica.shared,
    event,
    via,
    verdict: arrival.verdict,
    before,
    after,
    against,
    why,
  });
}
