// What a server answers to others about a room: what it knows, never what only the process knows.
// Spec v1.19, server-server API.
import type { EventIndex, RoomGraph } from "../protocol/room-graph.ts";
import type { StateId } from "../protocol/state.ts";
import { authChain, stateAndChain } from "./replica/auth-chain.ts";
import { serveHandshake, serveTemplate } from "./join/handshake.ts";
import { asHeldHere, hiddenFrom } from "./access/history-visibility.ts";
import type { OwnServer } from "./own-server.ts";
import { serveInvite } from "./join/invite.ts";
import { partialRefusal } from "./settle/partial-state.ts";
import { serveSign } from "./receive/policy-server.ts";
import { verdict } from "./verdict.ts";
import type { Replica } from "./replica/replica.ts";
import { refusal, type Answer, type RoomRequest } from "./request.ts";
import { isShutOut } from "./access/server-acl.ts";

/** A request about one room, and the number of the server that asks. */
interface Asked<Request extends RoomRequest = RoomRequest> {
  readonly from: number;
  readonly request: Request;
}

/** Answers a request about one room; who joins through this server may have to wait for a third one. */
export function serve(server: OwnServer, asked: Asked, then: (answer: Answer) => void): void {
  const { from, request } = asked;
  if (request.kind === "invite") return then(serveInvite(server, from, request));
  const replica = server.replicas[request.room.number];
  if (replica === undefined) return then(refusal("M_NOT_FOUND", "the room is not known here"));
  const refused = refusalTo(server, replica, asked);
  if (refused !== undefined) return then(refused);
  switch (request.kind) {
    case "send_join":
    case "send_leave":
    case "send_knock":
      return serveHandshake(server, replica, { from, request }, then);
    default:
      then(answerAtOnce(server, replica, { from, request }));
  }
}

/** Why the asking server gets no answer at all. */
function refusalTo(
  server: OwnServer,
  replica: Replica,
  { from, request }: Asked,
): Answer | undefined {
  if (isShutOut(replica, server.ports.serverName(from), request.kind)) {
    return refusal("M_FORBIDDEN", "the room's ACL shuts this server out");
  }
  const partial = partialRefusal(replica, request);
  if (partial !== undefined) return partial;
  const isHandshake = "user" in request || "pdu" in request;
  if (server.policy.answersResidentsOnly && !isHandshake && !replica.isResident(from)) {
    return refusal("M_FORBIDDEN", "the asking server is not in the room");
  }
  return undefined;
}

/** What this server can say by itself. */
function answerAtOnce(
  server: OwnServer,
  replica: Replica,
  {
    from,
    request,
  }: Asked<Exclude<RoomRequest, { kind: "invite" | "send_join" | "send_leave" | "send_knock" }>>,
): Answer {
  switch (request.kind) {
    case "make_join":
    case "make_leave":
    case "make_knock":
      return serveTemplate(server, replica, { ...request, from });
    case "sign":
      return serveSign(server, request);
    case "get_missing_events": {
      const limit = Math.min(request.limit, server.policy.missingEventsServed);
      return shown(server, replica, from, missingEvents(replica, { ...request, limit }));
    }
    case "state_ids":
      return serveState(server, replica, request.event);
    case "state": {
      const answer = serveState(server, replica, request.event);
      if (!answer.ok || !("state" in answer) || answer.state === undefined) return answer;
      return asHeldHere(replica, { ...answer, events: stateAndChain(replica, answer.state) });
    }
    case "event": {
      const events = request.events.filter((e) => replica.verdictOf(e) !== verdict.unknown);
      return shown(server, replica, from, events);
    }
    case "event_auth": {
      if (replica.verdictOf(request.event) === verdict.unknown) break;
      const events = authChain(replica, replica.shared.graph.auths(request.event));
      return asHeldHere(replica, { ok: true, events });
    }
    case "backfill": {
      const limit = Math.min(request.limit, server.policy.backfillServed);
      return shown(server, replica, from, backfill(replica, request.from, limit));
    }
  }
  return refusal("M_NOT_FOUND", "the event is not known here");
}

/** Events, with those in their redacted form that the asking server may not see. */
function shown(
  server: OwnServer,
  replica: Replica,
  from: number,
  events: readonly EventIndex[],
): Answer {
  const redacted = hiddenFrom(server, replica, { from, events });
  return redacted === undefined ? { ok: true, events } : { ok: true, events, redacted };
}

/** Events between what the asker has and what it was sent, oldest first. */
function missingEvents(
  replica: Replica,
  request: { earliest: readonly EventIndex[]; latest: readonly EventIndex[]; limit: number },
): EventIndex[] {
  const { graph, marks } = replica.shared;
  marks.clear();
  for (const event of request.earliest) marks.add(event);
  for (const event of request.latest) marks.add(event);
  const found: EventIndex[] = [];
  // What was found stands in its order at the end of what has yet to be looked behind.
  const front = [...request.latest];
  for (let at = 0; at < front.length && found.length < request.limit; at++) {
    for (let n = 0; n < graph.prevCount(front[at]); n++) {
      const prev = graph.prev(front[at], n);
      if (found.length >= request.limit || !replica.has(prev) || !marks.add(prev)) continue;
      front.push(prev);
      if (!replica.rejected(prev)) found.push(prev);
    }
  }
  return inOrder(replica, found);
}

/** The given events and what lies before them, oldest first. */
function backfill(replica: Replica, from: readonly EventIndex[], limit: number): EventIndex[] {
  const { graph } = replica.shared;
  const seen = new Set<EventIndex>(from);
  const found: EventIndex[] = [];
  let front = from.filter((event) => replica.has(event));
  while (front.length > 0 && found.length < limit) {
    const next: EventIndex[] = [];
    for (const event of front) {
      if (found.length >= limit) break;
      if (!replica.rejected(event)) found.push(event);
      for (const prev of graph.prevs(event)) {
        if (seen.has(prev) || !replica.has(prev)) continue;
        seen.add(prev);
        next.push(prev);
      }
    }
    front = next;
  }
  return inOrder(replica, found);
}

/** Parents before children: depth is a claim, so ties and lies fall back to the edges. */
function inOrder(replica: Replica, events: EventIndex[]): EventIndex[] {
  if (events.length < 2) return events;
  const { graph } = replica.shared;
  events.reverse();
  if (isInOrder(graph, events)) return events;
  const among = new Set(events);
  const done = new Set<EventIndex>();
  const order: EventIndex[] = [];
  const byDepth = [...events].sort((a, b) => graph.depth(a) - graph.depth(b) || a - b);
  const place = (event: EventIndex): void => {
    if (done.has(event)) return;
    done.add(event);
    for (const prev of graph.prevs(event)) if (among.has(prev)) place(prev);
    order.push(event);
  };
  for (const event of byDepth) place(event);
  return order;
}

/** True if depths only rise, and so does the number, and no event comes before one of its prevs. */
function isInOrder(graph: RoomGraph, events: readonly EventIndex[]): boolean {
  for (let at = 1; at < events.length; at++) {
    const [before, event] = [events[at - 1], events[at]];
    const depth = graph.depth(event) - graph.depth(before);
    if (depth < 0 || (depth === 0 && event < before)) return false;
    for (let earlier = 0; earlier < at; earlier++) {
      if (graph.isPrev(event, events[earlier])) return false;
    }
  }
  return true;
}

function serveState(server: OwnServer, replica: Replica, event: EventIndex): Answer {
  if (!replica.has(event)) return refusal("M_NOT_FOUND", "no state is known at the event");
  const state = staleStateOf(server, replica, replica.stateBefore(event));
  // Servers of one process share states; a bridge spells out the events and their auth chains.
  return { ok: true, events: [], state };
}

/** The state, or, where the server errs on purpose, the state with an old event at a slot. */
function staleStateOf(server: OwnServer, replica: Replica, state: StateId): StateId {
  const stale = server.staleSlot;
  if (stale === undefined || stale.room !== replica.shared) return state;
  const { graph } = replica.shared;
  const now = graph.states.get(state, stale.slot);
  if (now < 0) return state;
  const before = graph.states.get(replica.stateBefore(now), stale.slot);
  return before < 0 ? state : graph.states.set(state, stale.slot, before);
}
