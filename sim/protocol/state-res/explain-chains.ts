// Auth chains as plain sets, for explanations only: the resolution itself finds its sets faster.
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import type { StateId } from "../state.ts";
import type { Dialect } from "./dialect.ts";

/** The auth chain of each state, with its own events where the dialect counts them. */
export function chainsOf(
  room: RoomGraph,
  states: readonly StateId[],
  dialect: Dialect,
): Set<EventIndex>[] {
  return states.map((state) => {
    const starts: EventIndex[] = [];
    room.states.forEach(state, (_slot, event) => {
      if (dialect.chainIncludesState) starts.push(event);
      else starts.push(...room.auths(event));
    });
    return reach(room, starts);
  });
}

/**
 * Two conflicted events between which an event lies: `from` leads to it over auth edges, and it
 * leads to `to`. Undefined where there are none.
 */
export function linkedBetween(
  room: RoomGraph,
  event: EventIndex,
  conflicted: ReadonlySet<EventIndex>,
): { from: EventIndex; to: EventIndex } | undefined {
  const below = reach(room, room.auths(event));
  const to = [...below].find((cited) => conflicted.has(cited));
  if (to === undefined) return undefined;
  const from = [...conflicted].find((start) => reach(room, room.auths(start)).has(event));
  return from === undefined ? undefined : { from, to };
}

/** Everything present that the starts reach over auth edges, themselves included. */
function reach(room: RoomGraph, starts: Iterable<EventIndex>): Set<EventIndex> {
  const found = new Set<EventIndex>();
  const stack = [...starts];
  while (stack.length > 0) {
    const event = stack.pop() as EventIndex;
    if (!room.has(event) || found.has(event)) continue;
    found.add(event);
    for (let n = 0; n < room.authCount(event); n++) stack.push(room.auth(event, n));
  }
  return found;
}
