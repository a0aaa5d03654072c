// Partial-state joins: who enters a room is given its state without the members, begins at once, and
// fetches the rest afterwards. Until then events are judged by what is there and what they cite, no soft
// failure is looked for, and what depends on the members has to wait. When the state before the join is
// whole, that of every event since is worked out again, and the event judged again.
// MSC3706, MSC3902; spec v1.19, server-server API, "Joining Rooms" (`members_omitted`).
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { StateId } from "../../protocol/state.ts";
import { moveTo } from "./advance.ts";
import type { OwnServer } from "../own-server.ts";
import { fetchStateAfter } from "./fetch-state.ts";
import { verdict, way } from "../verdict.ts";
import type { PartialState } from "../replica/pending.ts";
import { record } from "./recording.ts";
import type { Replica } from "../replica/replica.ts";
import { refusal, type Refusal, type RoomRequest } from "../request.ts";
import type { SharedRoom } from "../replica/shared-room.ts";

/** A state without its members but those that an event cites, as send_join answers with. */
export function withoutMembers({ graph }: SharedRoom, state: StateId, join: EventIndex): StateId {
  const cited = new Set(graph.auths(join));
  let part = state;
  graph.states.forEach(state, (slot, event) => {
    const isMember = graph.slotNames(slot).type === "m.room.member";
    if (isMember && !cited.has(event)) part = graph.states.set(part, slot, -1);
  });
  return part;
}

/** A partial state before an event, with what the event cites at slots where nothing is known. */
export function withCited({ graph }: SharedRoom, state: StateId, event: EventIndex): StateId {
  let filled = state;
  for (const auth of graph.auths(event)) {
    const slot = graph.slot(auth);
    if (graph.states.get(filled, slot) < 0) filled = graph.states.set(filled, slot, auth);
  }
  return filled;
}

/** The servers of a partial state, and those that the server of the room knows itself, ascending. */
export function withServers(joined: Int32Array, { servers }: PartialState): Int32Array {
  return Int32Array.from(new Set([...joined, ...servers])).sort();
}

/**
 * Why a server that has a partial state cannot answer: it does not know who is in the room. What it has of the
 * room's history it tells all the same, to those that were in the room when it joined.
 */
export function partialRefusal(replica: Replica, { kind }: RoomRequest): Refusal | undefined {
  if (replica.partial === undefined || tellsHistory(kind)) return undefined;
  const isHandshake = kind.startsWith("make_") || kind.startsWith("send_");
  if (isHandshake) return refusal("M_NOT_FOUND", "this server is not fully joined yet");
  return refusal("M_UNABLE_DUE_TO_PARTIAL_STATE", "this server does not know who is in the room");
}

function tellsHistory(kind: RoomRequest["kind"]): boolean {
  return kind === "get_missing_events" || kind === "backfill";
}

/** Enters a room with part of its state; the join is settled by the caller, then `resync` follows. */
export function beginPartial(
  server: OwnServer,
  replica: Replica,
  { join, via, servers }: { join: EventIndex; via: number; servers: readonly number[] },
): void {
  const others = servers.filter((one) => one !== via && one !== server.number);
  replica.partial = {
    ...{
      join,
      servers: [via, ...others],
      events: [],
      asked: 0,
      failures: 0,
      stuck: false,
      held: false,
    },
    waiting: new Set(),
  };
  notePartial(server, replica, replica.partial, "begin");
}

/**
 * Another user of the server joins through others before it has the whole state: what it lacks stays
 * lacking, so the room goes on as it was, with one more event to complete and more servers to ask.
 */
export function goOnPartial(
  server: OwnServer,
  partial: PartialState,
  { via, servers = [] }: { via: number; servers?: readonly number[] | undefined },
): void {
  for (const one of [via, ...servers]) {
    if (one !== server.number && one >= 0 && !partial.servers.includes(one))
      partial.servers.push(one);
  }
}

/**
 * The state before a further join, as Synapse makes it (`process_remote_join`): the answer to it lacks the members that
 * joined before, so what the server has after the prev events that it knows has a say, and the answer only
 * where it does not know them all. Once those come that it did not know, the join alone is the end of the
 * room, and with it a state in which its other users are no members, unless by policy they are kept: the story
 * second-join, and test/real/partial-state.test.ts.
 */
export function stateOfFurtherJoin(
  { policy }: OwnServer,
  replica: Replica,
  { join, told }: { join: EventIndex; told: StateId },
): StateId {
  const prevs = replica.shared.graph.prevs(join);
  const known = [...prevs].filter((prev) => replica.has(prev));
  const states = known.map((prev) => replica.stateAfter(prev));
  const isToldMore = known.length < prevs.length || known.length === 0;
  if (isToldMore) states.push(told);
  if (isToldMore && policy.partialStateJoins?.keepsMembers === true) states.push(replica.current);
  return replica.resolution(states).output;
}

/**
 * Completes the states of all events since the join, those first whose prev events lack nothing; then the
 * room is whole.
 */
export function resync(server: OwnServer, replica: Replica): void {
  const { partial } = replica;
  if (partial === undefined) return;
  partial.stuck = false;
  completeNext(server, replica, partial);
}

function completeNext(server: OwnServer, replica: Replica, partial: PartialState): void {
  // More may come while an answer is awaited: the list grows at its end.
  const event = nextToComplete(replica, partial);
  partial.held = event === undefined && replica.joinsWaiting !== undefined;
  if (partial.held) return;
  if (event === undefined) return finish(server, replica, partial);
  stateBefore(server, replica, partial, event, (state) => {
    if (replica.partial !== partial || !server.up) return;
    if (state < 0) return giveUp(server, replica, partial);
    judgeAgain(server, replica, event, state);
    partial.events.splice(partial.events.indexOf(event), 1);
    completeNext(server, replica, partial);
  });
}

/** A join is over, for which the room had to stay as it was. */
export function goOnAfterJoin(server: OwnServer, replica: Replica): void {
  const { partial } = replica;
  if (partial?.held === true && server.up) completeNext(server, replica, partial);
}

/** The first event that stands on none which has yet to be completed: what came late may stand before others. */
function nextToComplete({ shared }: Replica, { events }: PartialState): EventIndex | undefined {
  const left = new Set(events);
  return events.find((event) => !shared.graph.prevs(event).some((prev) => left.has(prev)));
}

/** The whole state before an event; -1 where no server tells. */
function stateBefore(
  server: OwnServer,
  replica: Replica,
  partial: PartialState,
  event: EventIndex,
  done: (state: StateId) => void,
): void {
  const prevs = replica.shared.graph.prevs(event);
  const states: StateId[] = [];
  const next = (n: number, tries: number): void => {
    if (replica.partial !== partial || !server.up) return;
    if (n === prevs.length) return done(replica.resolution(states).output);
    const goOn = (state: StateId) => {
      states.push(state);
      next(n + 1, 0);
    };
    if (replica.has(prevs[n])) return goOn(replica.stateAfter(prevs[n]));
    if (tries === partial.servers.length) return done(-1);
    const from = partial.servers[partial.asked];
    fetchStateAfter(server, replica, { event: prevs[n], from }, (state) => {
      if (state >= 0) return goOn(state);
      partial.asked = (partial.asked + 1) % partial.servers.length;
      next(n, tries + 1);
    });
  };
  next(0, 0);
}

/** Receipt checks 4 and 5 once more; an event that soft failure spared stays spared. */
function judgeAgain(server: OwnServer, replica: Replica, event: EventIndex, before: StateId): void {
  const { graph } = replica.shared;
  const rejection = replica.judge(event, before);
  const after = rejection === undefined ? graph.apply(before, event) : before;
  replica.keepStates(event, { before, after });
  const value = rejection === undefined ? verdict.accepted : verdict.rejected;
  replica.setVerdict(event, value);
  replica.noteRejection(event, rejection !== undefined);
  const why = rejection && { check: rejection.check, ...rejection.verdict };
  record(server, replica, {
    ...{ event, via: way.state, verdict: value, before, after },
    why: why && { check: why.check, rule: why.rule, spec: why.spec, detail: why.detail },
  });
}

/** All servers were asked in vain; by policy they are asked again after a wait, or at a restart. */
function giveUp(server: OwnServer, replica: Replica, partial: PartialState): void {
  notePartial(server, replica, partial, "stuck");
  partial.stuck = true;
  const waitMs = server.policy.partialStateJoins?.againMs[partial.failures++];
  if (waitMs === undefined) return;
  server.later(server.ports.now() + waitMs, () => {
    if (replica.partial === partial && partial.stuck) resync(server, replica);
  });
}

function finish(server: OwnServer, replica: Replica, partial: PartialState): void {
  replica.partial = undefined;
  notePartial(server, replica, partial, "end");
  moveTo(server, replica, withoutRejected(replica), partial.join);
  for (const then of partial.waiting) then(true);
}

/** The extremities, with what lies behind those that are rejected now in their place. */
function withoutRejected(replica: Replica): number {
  const { graph, sets } = replica.shared;
  let set = replica.extremities;
  for (const tip of sets.members(set)) {
    if (!replica.rejected(tip)) continue;
    set = sets.replace(set, (member) => member === tip, -1);
    for (const prev of graph.prevs(tip)) {
      if (replica.verdictOf(prev) === verdict.accepted) set = sets.replace(set, () => false, prev);
    }
  }
  return set;
}

/** Writes down what became of a partial state. */
export function notePartial(
  server: OwnServer,
  { shared }: Replica,
  { join, servers }: PartialState,
  step: "begin" | "stuck" | "end",
): void {
  server.ports.recorder.partial(server.number, shared, { step, join, servers });
}

/** Does something as soon as the members are known: now, later, or not within a request's time. */
export function onceWhole(
  server: OwnServer,
  replica: Replica,
  go: (isWhole: boolean) => void,
): void {
  const { partial } = replica;
  if (partial === undefined) return go(true);
  const once = (isWhole: boolean) => {
    if (partial.waiting.delete(once)) go(isWhole);
  };
  partial.waiting.add(once);
  server.later(server.ports.now() + server.policy.requestTimeoutMs, () => once(false));
}
