// State resolution of room version 1, as its page tells it. Where the text is silent: keys of one
// type are decided against the same R, and a key of which no event passes stays empty.
// Spec v1.19, rooms/v1 "State resolution".
import { createHash } from "node:crypto";
import type { GetPdu, PlainState } from "../../sim/check/referee.ts";
import type { EventId, Pdu } from "../../sim/protocol/event.ts";
import { judgeByState } from "./auth-rules.ts";
import type { Dialect } from "./dialects.ts";

/** What the resolution needs to know of the room. */
interface Room {
  readonly version: number;
  readonly get: GetPdu;
  readonly dialect: Dialect;
}

/** Resolves a set of states by the depths of their events. */
export function resolveByDepth(room: Room, states: readonly PlainState[]): PlainState {
  // A conflict: different event IDs for one type and state key. Absence is none.
  const candidates = new Map<string, Set<EventId>>();
  for (const state of states) {
    for (const [slot, id] of state) {
      candidates.set(slot, (candidates.get(slot) ?? new Set()).add(id));
    }
  }
  // R starts as the union of the states without conflicting events.
  let r = new Map<string, EventId>();
  const conflicts = new Map<string, EventId[]>();
  for (const [slot, ids] of candidates) {
    const [only, ...others] = ids;
    if (only !== undefined && others.length === 0) r.set(slot, only);
    else conflicts.set(slot, inOrder(room, ids));
  }
  for (const type of ["m.room.power_levels", "m.room.join_rules", "m.room.member"]) {
    const before = r;
    r = new Map(before);
    for (const [slot, list] of conflicts) {
      const [slotType, stateKey] = slot.split("\u0000");
      if (slotType !== type) continue;
      const { powerEventsNeedEmptyStateKey, sideRulesLast } = room.dialect;
      const isLast = {
        "m.room.power_levels": powerEventsNeedEmptyStateKey,
        "m.room.join_rules": sideRulesLast,
      };
      if (stateKey !== "" && type in isLast && isLast[type as keyof typeof isLast]) continue;
      conflicts.delete(slot);
      for (const [rank, id] of list.entries()) {
        // The first is added as it is; the rest as long as each passes.
        if (rank > 0 && !passes(room, new Map([...before, [slot, r.get(slot) ?? ""]]), id)) break;
        r.set(slot, id);
      }
    }
  }
  const before = r;
  r = new Map(before);
  for (const [slot, list] of conflicts) {
    // The highest depth and the lowest hash first.
    const winner = list.toReversed().find((id) => passes(room, before, id));
    const kept = room.dialect.leastDeepStays ? list[0] : undefined;
    const taken = winner ?? kept;
    if (taken !== undefined) r.set(slot, taken);
  }
  return r;
}

/** By ascending depth, then by descending SHA-1 of the event ID. */
function inOrder(room: Room, ids: Iterable<EventId>): EventId[] {
  const sha1 = (id: EventId): string => createHash("sha1").update(id).digest("hex");
  const depth = (id: EventId): bigint => BigInt(room.get(id)?.depth ?? 0);
  return [...ids]
    .filter((id) => room.get(id) !== undefined)
    .sort((a, b) => {
      if (depth(a) !== depth(b)) return depth(a) < depth(b) ? -1 : 1;
      return sha1(a) > sha1(b) ? -1 : 1;
    });
}

function passes(room: Room, state: PlainState, id: EventId): boolean {
  const { version, get } = room;
  const event = get(id);
  if (event === undefined) return false;
  const find = (type: string, stateKey: string): Pdu | undefined => {
    const found = state.get(`${type}\u0000${stateKey}`);
    return found === undefined ? undefined : get(found);
  };
  return judgeByState({ version, id, event, get, find, departures: room.dialect }).ok;
}
