// Step 2: the events that are in the auth chains of some of the states but not of all.
// What the states share lies in every chain, so only chains of conflicted events are walked, and
// the shared part is asked only whether it reaches what was found.
import { Marks } from "../marks.ts";
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import type { Dialect } from "./dialect.ts";
import type { Split } from "./split.ts";

/**
 * The auth difference of the states behind a split.
 * Spec v1.19, rooms/v2 "State resolution", definitions of auth chain and auth difference.
 */
export function authDifference(
  room: RoomGraph,
  { unconflicted, conflicted }: Split,
  dialect: Dialect,
): EventIndex[] {
  if (dialect.noAuthDifference) return [];
  const stateCount = conflicted.length === 0 ? 0 : conflicted[0].events.length;
  const counts = new Map<EventIndex, number>();
  const visited = new Marks(room.count);
  const stack: EventIndex[] = [];
  for (let state = 0; state < stateCount; state++) {
    visited.clear();
    for (const { events } of conflicted) {
      if (events[state] >= 0) pushStart(room, events[state], dialect, stack);
    }
    walk(room, stack, visited, 0, (event) => counts.set(event, (counts.get(event) ?? 0) + 1));
  }
  let lowest = Infinity;
  const some: EventIndex[] = [];
  for (const [event, count] of counts) {
    if (count === stateCount) continue;
    some.push(event);
    lowest = Math.min(lowest, room.authHeight(event));
  }
  if (some.length === 0) return some;
  // Whatever the unconflicted part reaches is in the chains of all states.
  visited.clear();
  room.states.forEach(unconflicted, (_slot, event) => pushStart(room, event, dialect, stack));
  walk(room, stack, visited, room.heightsExact ? lowest : 0, () => undefined);
  return some.filter((event) => !visited.has(event));
}

/** The events from which a state event's chain is walked: itself, or what it cites. */
function pushStart(room: RoomGraph, event: EventIndex, dialect: Dialect, stack: EventIndex[]) {
  if (dialect.chainIncludesState) stack.push(event);
  else for (let n = 0; n < room.authCount(event); n++) stack.push(room.auth(event, n));
}

/** Visits what the stack reaches over auth edges, itself included, not below a height. */
function walk(
  room: RoomGraph,
  stack: EventIndex[],
  visited: Marks,
  lowest: number,
  visit: (event: EventIndex) => void,
): void {
  while (stack.length > 0) {
    const event = stack.pop() as EventIndex;
    if (!room.has(event) || room.authHeight(event) < lowest || !visited.add(event)) continue;
    visit(event);
    for (let n = 0; n < room.authCount(event); n++) stack.push(room.auth(event, n));
  }
}
