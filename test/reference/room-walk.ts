// Takes a room from event to event: the state before each is the resolution of the states after
// its previous events, and the state after it holds the event itself if it is an accepted state
// event. Also the fingerprint of a state. Spec v1.19, rooms/v12 "State resolution".
import { createHash } from "node:crypto";
import { slotKey, type PlainState } from "../../sim/check/referee.ts";
import type { EventId, IdentifiedPdu } from "../../sim/protocol/event.ts";
import { resolveStates, type Resolution } from "./state-resolution.ts";
import { named } from "./values.ts";

/**
 * The states before and after every event.
 * @param events in an order that puts `prev_events` first; unknown ones are left out.
 */
export function walkRoom(
  room: Resolution,
  events: readonly IdentifiedPdu[],
): Map<EventId, { before: PlainState; after: PlainState }> {
  const states = new Map<EventId, { before: PlainState; after: PlainState }>();
  for (const { id, pdu } of events) {
    const parents = named(pdu.prev_events).flatMap((prev) => states.get(prev)?.after ?? []);
    const before = resolveDistinct(room, parents);
    states.set(id, { before, after: room.rejected(id) ? before : stateAfter(before, id, pdu) });
  }
  return states;
}

/** The state with the event in it, if it is a state event. */
export function stateAfter(
  before: PlainState,
  id: EventId,
  event: { type: string; state_key?: string },
): PlainState {
  if (event.state_key === undefined) return before;
  return new Map([...before, [slotKey(event.type, event.state_key), id]]);
}

/** Resolves states, each taken once, since the input of a resolution is a set. */
export function resolveDistinct(room: Resolution, states: readonly PlainState[]): PlainState {
  const textOf = (state: PlainState): string => [...state.values()].sort().join();
  const distinct = [...new Map(states.map((state) => [textOf(state), state])).values()];
  const [only, ...others] = distinct;
  if (only === undefined) return new Map();
  return others.length === 0 ? only : resolveStates(room, distinct);
}

/** 16 hex digits: SHA-256 over the sorted lines `type|state_key|event_id`. */
export function stateHash(state: PlainState): string {
  const lines = [...state].map(([slot, id]) => `${slot.replace("\u0000", "|")}|${id}`);
  lines.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 16);
}
