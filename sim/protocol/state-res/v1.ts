// State resolution v1, of room version 1 alone: conflicts are decided by depth, which the sender
// claims, and so old state can come back ("state resets"). Kept to the letter of the text; keys of
// one type are decided against the same state, since the text orders only the types.
// Spec v1.19, rooms/v1, "State resolution".
import { sha1Hex } from "#sha256";
import { authoriseIn } from "../auth/index.ts";
import { viewOf } from "../auth/room-view.ts";
import { compareCodePoints } from "../code-points.ts";
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import type { StateId } from "../state.ts";
import type { Dialect } from "./dialect.ts";
import type { OrderDecision, ResolutionCounts, ResolutionObserver } from "./observe.ts";

export interface V1Input {
  /** Two or more different states, in ascending order. */
  readonly states: readonly StateId[];
  readonly dialect: Dialect;
  readonly counts: ResolutionCounts;
  readonly observe: ResolutionObserver | undefined;
}

/** A slot at which the states hold different events. */
interface Conflict {
  readonly slot: number;
  /** The event of each state, -1 where it has none. */
  readonly events: readonly EventIndex[];
}

/** These may decide on what comes after them, so they are taken first, in this order. */
const authTypes = ["m.room.power_levels", "m.room.join_rules", "m.room.member"] as const;

/** Resolves states by v1. */
export function resolveV1(room: RoomGraph, input: V1Input): StateId {
  const { states, observe, counts } = input;
  const { unconflicted, conflicted } = splitV1(room, states);
  observe?.({ step: "split", inputs: states, unconflicted, conflicted });
  let state = unconflicted;
  let open = conflicted;
  for (const type of authTypes) {
    const isOfType = ({ slot }: Conflict) => {
      const names = room.slotNames(slot);
      return names.type === type && decides(names, input.dialect);
    };
    const winners = open.filter(isOfType).map((conflict) => {
      return lastAllowed(room, state, candidates(room, conflict, input), input);
    });
    open = open.filter((conflict) => !isOfType(conflict));
    for (const winner of winners) state = room.apply(state, winner);
  }
  // No other event decides on anything, so all of them are judged by the same state.
  const winners = open.map((conflict) => {
    return firstAllowed(room, state, candidates(room, conflict, input).reverse(), input);
  });
  for (const winner of winners) if (winner >= 0) state = room.apply(state, winner);
  counts.conflicted = conflicted.reduce((sum, { events }) => sum + distinct(events).length, 0);
  observe?.({ step: "unconflicted", overridden: [], result: state });
  return state;
}

/**
 * True for slots of `authTypes` that are taken first. The text asks for the type alone; by dialect
 * levels and rules under another state key than the empty one are state like any other.
 */
export function decides(
  { type, stateKey }: { readonly type: string; readonly stateKey: string },
  dialect: Dialect,
): boolean {
  if (stateKey !== "") {
    if (type === "m.room.power_levels") return !dialect.powerEventsNeedEmptyStateKey;
    if (type === "m.room.join_rules") return !dialect.sideRulesLast;
  }
  return authTypes.some((known) => known === type);
}

/** What is absent from a state does not conflict with it, other than in v2. */
export function splitV1(
  room: RoomGraph,
  states: readonly StateId[],
): { unconflicted: StateId; conflicted: readonly Conflict[] } {
  const conflicted: Conflict[] = [];
  let unconflicted = states[0];
  room.states.forEachDifference(states, (slot, found) => {
    const events = distinct(found);
    if (events.length > 1) conflicted.push({ slot, events: found.slice() });
    const agreed = events.length === 1 ? events[0] : -1;
    unconflicted = room.states.set(unconflicted, slot, agreed);
  });
  return { unconflicted, conflicted };
}

function distinct(events: readonly EventIndex[]): EventIndex[] {
  return [...new Set(events)].filter((event) => event >= 0);
}

/** The events of a conflict by ascending depth, then descending SHA-1 of the event ID. */
function candidates(room: RoomGraph, { slot, events }: Conflict, input: V1Input): EventIndex[] {
  const present = distinct(events).filter((event) => room.has(event));
  const keyed = present.map((event) => ({ event, hash: sha1Hex(room.id(event)) }));
  keyed.sort((a, b) => {
    return room.compareDepths(a.event, b.event) || compareCodePoints(b.hash, a.hash);
  });
  const order = keyed.map(({ event }) => event);
  input.observe?.({ step: "depth-order", slot, order, decisions: decisionsOf(room, order) });
  return order;
}

/** The first is taken as it is, and each next one that is allowed; one that is not ends it. */
function lastAllowed(
  room: RoomGraph,
  before: StateId,
  order: readonly EventIndex[],
  input: V1Input,
): EventIndex {
  const [first = -1, ...later] = order;
  let winner = first;
  let state = room.apply(before, first);
  for (const event of later) {
    if (!isAllowed(room, state, event, { ...input, pass: 1 })) break;
    winner = event;
    state = room.apply(state, event);
  }
  return winner;
}

/** The first that is allowed; where none is, -1 or by dialect the last one, the least deep. */
function firstAllowed(
  room: RoomGraph,
  state: StateId,
  order: readonly EventIndex[],
  input: V1Input,
): EventIndex {
  const found = order.find((event) => isAllowed(room, state, event, { ...input, pass: 2 }));
  return found ?? (input.dialect.leastDeepStays ? (order.at(-1) ?? -1) : -1);
}

function isAllowed(
  room: RoomGraph,
  state: StateId,
  event: EventIndex,
  { counts, dialect, observe, pass }: V1Input & { readonly pass: 1 | 2 },
): boolean {
  const verdict = authoriseIn(room, event, viewOf(room, state, dialect));
  counts.authChecks++;
  const replaced = room.states.get(state, room.slot(event));
  observe?.({ step: "auth-check", pass, event, verdict, state, replaced });
  return verdict.ok;
}

function decisionsOf(room: RoomGraph, order: readonly EventIndex[]): OrderDecision[] {
  return order.slice(1).map((after, n) => {
    const before = order[n];
    return {
      before,
      after,
      by: room.compareDepths(before, after) === 0 ? "event id hash" : "depth",
    };
  });
}
