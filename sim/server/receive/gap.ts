// What a server does when it lacks what an event stands on: it asks the sender for missing events,
// then, for prev events that stay missing, for the state there, and for auth events. Until the
// answers are in, the room's inbox waits. Where no answer comes, the event is set aside and tried
// again later. Constants are the policy's.
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { StateId } from "../../protocol/state.ts";
import { fetchByShare, knownPart, unknownIn } from "../settle/fetch-state.ts";
import type { OwnServer } from "../own-server.ts";
import { lacksAuthEvents, takeOutliers } from "../settle/outliers.ts";
import { settleSigned } from "./policy-server.ts";
import { way } from "../verdict.ts";
import type { InboxItem, Pending } from "../replica/pending.ts";
import type { Replica } from "../replica/replica.ts";
import { noAnswer, type Answer, type RoomRequest } from "../request.ts";

/** Begins to fetch what the event stands on. */
export function fillGap(server: OwnServer, replica: Replica, item: InboxItem): void {
  const prevs = missingPrevs(replica, item.event);
  const pending: Pending = { item, prevs, states: [], reported: -1 };
  replica.waiting = pending;
  if (prevs.length > 0 && !item.askedMissing && mayAskMissing(server, replica, item.event)) {
    ask(server, replica, pending, {
      room: replica.shared,
      kind: "get_missing_events",
      earliest: replica.shared.sets.members(replica.extremities),
      latest: [item.event],
      limit: server.policy.missingEventsAsked,
    });
  } else askNext(server, replica, pending);
}

/** False where the policy has no such question, or thinks the gap lies before all that it has. */
function mayAskMissing({ policy }: OwnServer, replica: Replica, event: EventIndex): boolean {
  if (policy.missingEventsAsked === 0) return false;
  if (!policy.gapsByDepth) return true;
  const { graph } = replica.shared;
  let least = Infinity;
  replica.forEachKnown((known) => {
    if (replica.has(known)) least = Math.min(least, graph.depth(known));
  });
  return graph.depth(event) > least;
}

function missingPrevs(replica: Replica, event: EventIndex): EventIndex[] {
  const { graph } = replica.shared;
  const missing: EventIndex[] = [];
  for (let n = 0; n < graph.prevCount(event); n++) {
    const prev = graph.prev(event, n);
    if (!replica.has(prev)) missing.push(prev);
  }
  return missing;
}

/** Asks for the state at the next missing prev event, then for auth events; else settles. */
function askNext(server: OwnServer, replica: Replica, pending: Pending): void {
  const { item, prevs } = pending;
  if (prevs.length > 0) {
    const { asksStateAtGaps, dropsPushedOverGaps } = server.policy;
    const refused = !asksStateAtGaps || (dropsPushedOverGaps && item.via === way.send);
    if (refused) return giveUp(server, replica, pending, "a gap stays");
    const request = { room: replica.shared, kind: "state_ids", event: prevs[0] } as const;
    return ask(server, replica, pending, request);
  }
  if (lacksAuthEvents(replica, item.event)) {
    const request = { room: replica.shared, kind: "event_auth", event: item.event } as const;
    return ask(server, replica, pending, request);
  }
  replica.waiting = undefined;
  const reported = pending.states.length === 0 ? -1 : stateOverGap(replica, pending);
  settleSigned(server, replica, item, reported);
}

/** The state before an event of which some prev events are known and some only by report. */
function stateOverGap(replica: Replica, { item, states }: Pending): StateId {
  const all = [...states];
  for (const prev of replica.shared.graph.prevs(item.event)) {
    if (replica.has(prev)) all.push(replica.stateAfter(prev));
  }
  return replica.resolution(all).output;
}

function ask(server: OwnServer, replica: Replica, pending: Pending, request: RoomRequest): void {
  server.ask(pending.item.from, request, (answer) => {
    if (replica.waiting !== pending) return;
    if (answer === noAnswer) setAside(server, replica, pending);
    else onAnswer(server, replica, pending, request, answer);
    server.drain(replica);
  });
}

function onAnswer(
  server: OwnServer,
  replica: Replica,
  pending: Pending,
  request: RoomRequest,
  answer: Answer,
): void {
  switch (request.kind) {
    case "get_missing_events": {
      // The events come first, then once more the one that needs them; none asks again.
      const { item } = pending;
      const found = answer.ok ? answer.events : [];
      const batch = {};
      const wanted = found.filter((event) => !replica.has(event));
      const items = wanted.map((event) => ({
        event,
        via: way.missing,
        from: item.from,
        askedMissing: true,
        batch,
      }));
      replica.waiting = undefined;
      replica.inbox.unshift(...items, { ...item, askedMissing: true, batch });
      return;
    }
    case "state_ids":
      if (!answer.ok || !("state" in answer) || answer.state === undefined) {
        return giveUp(server, replica, pending, "no state at a missing prev event");
      }
      pending.reported = answer.state;
      return fetchState(server, replica, pending);
    case "event":
      if (answer.ok) takeOutliers(server, replica, answer.events, way.state);
      return useReported(server, replica, pending);
    case "event_auth":
      if (answer.ok) takeOutliers(server, replica, answer.events, way.state);
      if (lacksAuthEvents(replica, pending.item.event)) {
        return giveUp(server, replica, pending, "auth events cannot be had");
      }
      return askNext(server, replica, pending);
  }
}

/** Fetches what is unknown of a reported state, and the missing prev event itself. */
function fetchState(server: OwnServer, replica: Replica, pending: Pending): void {
  const wanted = unknownOf(replica, pending);
  if (wanted.length === 0) return useReported(server, replica, pending);
  if (server.policy.stateFetch !== undefined) {
    const { item, prevs, reported } = pending;
    const fetch = { from: item.from, event: prevs[0], state: reported, wanted };
    return fetchByShare(server, replica, fetch, (failure) => {
      if (replica.waiting !== pending) return;
      if (failure === undefined) {
        pending.reported = knownPart(replica, reported);
        useReported(server, replica, pending);
      } else if (failure === noAnswer) setAside(server, replica, pending);
      else giveUp(server, replica, pending, "the state at a missing prev event cannot be had");
      server.drain(replica);
    });
  }
  ask(server, replica, pending, { room: replica.shared, kind: "event", events: wanted });
}

/** What of the reported state, and of the missing prev event, the server has never heard of. */
function unknownOf(replica: Replica, { prevs, reported }: Pending): EventIndex[] {
  return unknownIn(replica, { event: prevs[0], state: reported });
}

/**
 * Works the state after the missing prev event out of the reported one before it, if all of it is
 * here. The report says nothing of verdicts: an event that its own state refuses changes nothing.
 */
function useReported(server: OwnServer, replica: Replica, pending: Pending): void {
  const { graph } = replica.shared;
  if (unknownOf(replica, pending).length > 0) {
    return giveUp(server, replica, pending, "part of a state cannot be had");
  }
  const prev = pending.prevs.shift() as EventIndex;
  const { reported } = pending;
  const refused = replica.judge(prev, reported) !== undefined;
  pending.states.push(refused ? reported : graph.apply(reported, prev));
  askNext(server, replica, pending);
}

/** The event is forgotten; it is tried again if it, or one that stands on it, comes again. */
function giveUp(server: OwnServer, replica: Replica, pending: Pending, why: string): void {
  const { item } = pending;
  replica.waiting = undefined;
  server.ports.recorder.mark(server.number, "gap", why, replica.shared, item.event);
  item.then?.();
  const { batch } = item;
  if (!server.policy.dropsPushedOverGaps || batch === undefined) return;
  // One event without a state fails the whole transaction.
  const failed = replica.inbox.filter((other) => other.batch === batch);
  replica.inbox.splice(0, Infinity, ...replica.inbox.filter((other) => other.batch !== batch));
  for (const { then } of failed) then?.();
}

/** Nobody answered: the event is tried again after the policy's next wait, if there is one. */
function setAside(server: OwnServer, replica: Replica, pending: Pending): void {
  const { then, ...item } = pending.item;
  const { failures = 0 } = item;
  const waitMs = server.policy.gapWaitsMs[failures];
  if (waitMs === undefined) return giveUp(server, replica, pending, "nobody answers");
  replica.waiting = undefined;
  const again: InboxItem = { ...item, failures: failures + 1 };
  replica.aside.add(again);
  server.later(server.ports.now() + waitMs, () => {
    if (replica.aside.delete(again)) server.offer(replica, again);
  });
  then?.();
}
