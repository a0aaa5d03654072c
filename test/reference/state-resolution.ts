// State resolution v2 (room versions 2 to 11) and v2.1 (12), each step as the text has it and
// nothing kept from one call to the next; version 1 has a file of its own. Events that are not known are left out of the full
// conflicted set, a case on which the text is silent.
// Spec v1.19, rooms/v2 and rooms/v12 "State resolution".
import { slotKey, type GetPdu, type PlainState } from "../../sim/check/referee.ts";
import type { EventId, Pdu } from "../../sim/protocol/event.ts";
import { findAmongAuthEvents, listRules } from "./auth-events.ts";
import { judgeByState } from "./auth-rules.ts";
import type { Dialect } from "./dialects.ts";
import { authChain, authChainOfState, authDifference, conflictedSubgraph } from "./graph.ts";
import {
  mainlineOf,
  mainlineOrdering,
  mainlinePosition,
  mainlineSteps,
  powerOrderingFromNewest,
  reverseTopologicalPowerOrdering,
  type Ordered,
} from "./orderings.ts";
import { createIdOf, powerOf, type FindState, type RuleMemory } from "./room-facts.ts";
import { resolveByDepth } from "./state-resolution-v1.ts";
import { asText, field, named, type Level } from "./values.ts";

/** What a resolution works on. */
export interface Resolution {
  /** 1 to 12. */
  readonly version: number;
  readonly dialect: Dialect;
  readonly get: GetPdu;
  /** True for an event that was rejected before. */
  readonly rejected: (id: EventId) => boolean;
}

/** Resolves a set of states into one. */
export function resolveStates(room: Resolution, states: readonly PlainState[]): PlainState {
  if (room.version === 1) return resolveByDepth(room, states);
  const { unconflicted, conflicted } = splitStates(states, room.dialect.absentIsNoConflict);
  const full = known(room, fullConflictedSet(room, states, conflicted));

  // Step 1: power events with what they rest on, in reverse topological power ordering.
  const picked = pickPowerEvents(room, full);
  const powerOf = (item: Ordered): Level => senderPower(room, item);
  const powerList = room.dialect.orderFromNewest
    ? powerOrderingFromNewest(timesListed(room, picked, conflicted), powerOf)
    : reverseTopologicalPowerOrdering(picked, powerOf);

  // Step 2: since version 12 from nothing, before from the unconflicted state.
  const start: PlainState = room.version >= 12 ? new Map() : unconflicted;
  const partial = iterativeAuthChecks(room, start, powerList);

  // Step 3: the rest in mainline order of the power levels found so far.
  const pickedIds = new Set(picked.map(({ id }) => id));
  const rest = full.filter(({ id }) => !pickedIds.has(id));
  const parent = (id: EventId): EventId | undefined => powerLevelsAmongAuthEvents(room, id);
  const mainline = mainlineOf(partial.get(slotKey("m.room.power_levels", "")), parent);
  const { mainlineStartsAtEvent, noMainlineIsOldest, stepsBeforeTimestamp } = room.dialect;
  const position = (id: EventId): number => {
    const found = mainlinePosition(id, mainline, parent, mainlineStartsAtEvent);
    return found === Infinity && noMainlineIsOldest ? Math.max(0, mainline.length - 1) : found;
  };
  const steps = (id: EventId): number =>
    stepsBeforeTimestamp ? mainlineSteps(id, mainline, parent) : 0;
  const restList = mainlineOrdering(rest, position, steps);

  // Steps 4 and 5: unconflicted entries have the last word.
  const resolved = iterativeAuthChecks(room, partial, restList);
  for (const [slot, id] of unconflicted) resolved.set(slot, id);
  return resolved;
}

/** The unconflicted state map, and the set of all other events. */
export function splitStates(
  states: readonly PlainState[],
  absentIsNoConflict = false,
): {
  unconflicted: PlainState;
  conflicted: ReadonlySet<EventId>;
} {
  const unconflicted = new Map<string, EventId>();
  const conflicted = new Set<EventId>();
  for (const state of states) {
    for (const [slot, id] of state) {
      // Another state had the same to say.
      if (unconflicted.has(slot)) continue;
      const agrees = (other: PlainState): boolean =>
        other.get(slot) === id || (absentIsNoConflict && !other.has(slot));
      if (states.every(agrees)) unconflicted.set(slot, id);
      else conflicted.add(id);
    }
  }
  return { unconflicted, conflicted };
}

/** Conflicted events, auth difference and, since version 12, the conflicted state subgraph. */
function fullConflictedSet(
  room: Resolution,
  states: readonly PlainState[],
  conflicted: ReadonlySet<EventId>,
): Set<EventId> {
  const edges = (id: EventId): readonly EventId[] => named(room.get(id)?.auth_events ?? []);
  const { chainIncludesState } = room.dialect;
  const chains = states.map((state) => authChainOfState(state.values(), edges, chainIncludesState));
  const difference = room.dialect.noAuthDifference ? [] : authDifference(chains);
  const full = new Set([...conflicted, ...difference]);
  if (room.version < 12) return full;
  return new Set([...full, ...conflictedSubgraph(conflicted, edges)]);
}

function known(room: Resolution, ids: Iterable<EventId>): Ordered[] {
  return [...ids].flatMap((id) => {
    const event = room.get(id);
    return event === undefined ? [] : [{ id, event }];
  });
}

/** The set X of step 1. */
function pickPowerEvents(room: Resolution, full: readonly Ordered[]): Ordered[] {
  const fullIds = new Set(full.map(({ id }) => id));
  const anywhere = (id: EventId): readonly EventId[] => named(room.get(id)?.auth_events ?? []);
  const inside = (id: EventId): EventId[] => anywhere(id).filter((auth) => fullIds.has(auth));
  const edges = room.dialect.pullInsideConflicted ? inside : anywhere;
  const picked = new Set<EventId>();
  for (const { id, event } of full) {
    if (!isPowerEvent(room.dialect, event)) continue;
    picked.add(id);
    for (const auth of authChain(id, edges)) if (fullIds.has(auth)) picked.add(auth);
  }
  return full.filter(({ id }) => picked.has(id));
}

/**
 * With `countsRepeats`, how often an event was put into the list of power events: once for being
 * one, once more if a conflicted event has it in its auth chain and it has one itself, and once if
 * an event of the list cites it.
 */
function timesListed(
  room: Resolution,
  picked: readonly Ordered[],
  conflicted: ReadonlySet<EventId>,
): (Ordered & { listed: number })[] {
  if (!room.dialect.countsRepeats) return picked.map((item) => ({ ...item, listed: 1 }));
  const edges = (id: EventId): readonly EventId[] =>
    named(room.get(id)?.auth_events ?? []).filter((auth) => room.get(auth) !== undefined);
  const inChains = new Set([...conflicted].flatMap((id) => [...authChain(id, edges)]));
  const cited = new Set(picked.flatMap(({ id }) => edges(id)));
  return picked.map((item) => {
    const { id, event } = item;
    let listed = cited.has(id) ? 1 : 0;
    if (isPowerEvent(room.dialect, event)) {
      listed += 1;
      if (inChains.has(id) && edges(id).length > 0) listed += 1;
    }
    return { ...item, listed };
  });
}

function isPowerEvent(dialect: Dialect, event: Pdu): boolean {
  const { type, state_key: stateKey, sender } = event;
  if (stateKey === undefined) return false;
  if (type === "m.room.create") return dialect.createIsPowerEvent && stateKey === "";
  if (type === "m.room.power_levels" || type === "m.room.join_rules") {
    return stateKey === "" || !dialect.powerEventsNeedEmptyStateKey;
  }
  const membership = field(event.content, "membership");
  return (
    type === "m.room.member" &&
    (membership === "leave" || membership === "ban") &&
    sender !== stateKey
  );
}

/** The power of an event's sender by the event's own auth events. */
function senderPower(room: Resolution, { id, event }: Ordered): Level {
  const find = findAmongAuthEvents({ event, get: room.get }, () => true);
  const createId = createIdOf(event.room_id);
  const create = room.version < 12 ? find("m.room.create", "") : createId && room.get(createId);
  // A create event has no auth events; its sender's power is that of everybody by default.
  if (!create) return 0;
  const levels = find("m.room.power_levels", "");
  if (room.dialect.noLevelsNoPower && levels === undefined) return 0;
  const { version, get } = room;
  return powerOf({ version, id, event, get, find, create, levels }, event.sender);
}

function powerLevelsAmongAuthEvents(room: Resolution, id: EventId): EventId | undefined {
  return named(room.get(id)?.auth_events ?? []).find((auth) => {
    const event = room.get(auth);
    return event?.type === "m.room.power_levels" && event.state_key === "";
  });
}

/** Applies the listed events one after another, leaving out those that the rules refuse. */
function iterativeAuthChecks(
  room: Resolution,
  start: PlainState,
  list: readonly Ordered[],
): Map<string, EventId> {
  const state = new Map(start);
  const memory: RuleMemory = { joinRule: undefined };
  let remembered: EventId | undefined;
  for (const { id, event } of list) {
    if (event.state_key === undefined) continue;
    const rules = asksForJoinRules(event) ? state.get(slotKey("m.room.join_rules", "")) : undefined;
    if (rules === undefined || rules !== remembered) memory.joinRule = undefined;
    remembered = rules;
    if (room.dialect.skipRejected && room.rejected(id)) continue;
    const { version, get, rejected } = room;
    if (!room.dialect.stateRulesOnly && !listRules({ version, id, event, get, rejected }).ok) {
      continue;
    }
    const find = room.dialect.authEventsUnderState
      ? authEventsUnderState(room, event, state)
      : stateThenAuthEvents(room, event, state);
    const departures = room.dialect;
    if (judgeByState({ version, id, event, get, find, departures, memory }).ok) {
      state.set(slotKey(event.type, event.state_key), id);
    }
  }
  return state;
}

function asksForJoinRules({ type, content }: Pdu): boolean {
  const membership = asText(field(content, "membership")) ?? "";
  return type === "m.room.member" && ["join", "invite", "knock"].includes(membership);
}

/** The text: what the state lacks comes from the event's own auth events unless rejected. */
function stateThenAuthEvents(room: Resolution, event: Pdu, state: PlainState): FindState {
  const fallback = findAmongAuthEvents({ event, get: room.get }, (id) => !room.rejected(id));
  return (type, stateKey) => {
    const id = state.get(slotKey(type, stateKey));
    const held = id === undefined ? undefined : room.get(id);
    const { onlyMembersFromAuthEvents } = room.dialect;
    if (onlyMembersFromAuthEvents && type !== "m.room.member") return held;
    return held ?? fallback(type, stateKey);
  };
}

/** Synapse: all accepted auth events, and over them what the state has. */
function authEventsUnderState(room: Resolution, event: Pdu, state: PlainState): FindState {
  const accepted = (id: EventId): Pdu | undefined => {
    const pdu = room.get(id);
    return pdu === undefined || room.rejected(id) ? undefined : pdu;
  };
  return (type, stateKey) => {
    const held = state.get(slotKey(type, stateKey));
    const over = held === undefined ? undefined : accepted(held);
    if (over !== undefined) return over;
    // Of several at one slot the last counts.
    return named(event.auth_events)
      .map(accepted)
      .findLast((auth) => auth?.type === type && auth.state_key === stateKey);
  };
}
