// Power events: those that can take power or membership from others, and what must come before
// them. Their order is power-order.ts. Spec v1.19, rooms/v12, "Definitions".
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import type { Dialect } from "./dialect.ts";

/** True for events that can take power or membership from others. Spec: "Power events". */
export function isPowerEvent(room: RoomGraph, event: EventIndex, dialect: Dialect): boolean {
  const { type, state_key: stateKey, sender, content } = room.pdu(event);
  if (stateKey === undefined) return false;
  if (type === "m.room.power_levels" || type === "m.room.join_rules") {
    return stateKey === "" || !dialect.powerEventsNeedEmptyStateKey;
  }
  if (type === "m.room.create") return dialect.createIsPowerEvent && stateKey === "";
  if (type !== "m.room.member" || sender === stateKey) return false;
  return content.membership === "leave" || content.membership === "ban";
}

/** The power events of a set, and the members of the set that their auth chains need. */
export function powerEventsOf(
  room: RoomGraph,
  set: ReadonlySet<EventIndex>,
  dialect: Dialect,
): EventIndex[] {
  const found = new Set<EventIndex>();
  const seen = new Set<EventIndex>();
  const stack: EventIndex[] = [];
  for (const event of set) if (isPowerEvent(room, event, dialect)) stack.push(event);
  while (stack.length > 0) {
    const event = stack.pop() as EventIndex;
    if (!room.has(event) || seen.has(event)) continue;
    seen.add(event);
    if (set.has(event)) found.add(event);
    for (let n = 0; n < room.authCount(event); n++) {
      const auth = room.auth(event, n);
      if (set.has(auth) || !dialect.pullInsideConflicted) stack.push(auth);
    }
  }
  return [...found];
}
