// Step 2: the events that are in the auth chains of some of the states but not of all.
// What the states share lies in every chain, so only chains of conflicted events are walked, and
// the shared part is asked only whether it reaches what was found. States are told apart by bits,
// 32 at a time: each event hands its bits on to what it cites.
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
  if (dialect.noAuthDifference || conflicted.length === 0) return [];
  const some = inSomeChains(room, conflicted, dialect);
  if (some.length === 0) return some;
  let lowest = Infinity;
  for (const event of some) lowest = Math.min(lowest, room.authHeight(event));
  // Whatever the unconflicted part reaches is in the chains of all states.
  const shared: EventIndex[] = [];
  room.states.forEach(unconflicted, (_slot, event) => pushStarts(room, event, dialect, shared));
  const reached = new Marks(room.count);
  walk(room, shared, reached, room.heightsExact ? lowest : 0);
  return some.filter((event) => !reached.has(event));
}

/** What the conflicted events of some states reach and those of others do not. */
function inSomeChains(
  room: RoomGraph,
  conflicted: Split["conflicted"],
  dialect: Dialect,
): EventIndex[] {
  const stateCount = conflicted[0].events.length;
  const order = citingFirst(room, conflicted, dialect);
  const bits = new Int32Array(room.count);
  // What blocks of 32 states find is put together: 1 reached by a state, 2 missed by one.
  const found = new Uint8Array(room.count);
  for (let from = 0; from < stateCount; from += 32) {
    const to = Math.min(stateCount, from + 32);
    const all = to - from === 32 ? -1 : (1 << (to - from)) - 1;
    for (const { events } of conflicted) {
      for (let state = from; state < to; state++) {
        if (events[state] >= 0) setStarts(room, events[state], 1 << (state - from), dialect, bits);
      }
    }
    // Where events came before what they cite, made-up IDs may cite each other in a ring.
    while (handOn(room, order, bits) && !room.heightsExact);
    for (let at = 0; at < order.length; at++) {
      const event = order[at];
      if (bits[event] !== 0) found[event] |= 1;
      if (bits[event] !== all) found[event] |= 2;
      bits[event] = 0;
    }
  }
  const some: EventIndex[] = [];
  for (let at = 0; at < order.length; at++) if (found[order[at]] === 3) some.push(order[at]);
  return some;
}

/** Each event's bits to what it cites; true if that changed anything. */
function handOn(room: RoomGraph, order: Int32Array, bits: Int32Array): boolean {
  let changed = false;
  for (let at = 0; at < order.length; at++) {
    const own = bits[order[at]];
    if (own === 0) continue;
    for (let n = room.authCount(order[at]) - 1; n >= 0; n--) {
      const auth = room.auth(order[at], n);
      if ((bits[auth] | own) === bits[auth]) continue;
      bits[auth] |= own;
      changed = true;
    }
  }
  return changed;
}

/** The events from which a state event's chain is walked: itself, or what it cites. */
function pushStarts(room: RoomGraph, event: EventIndex, dialect: Dialect, to: EventIndex[]): void {
  if (dialect.chainIncludesState) to.push(event);
  else for (let n = 0; n < room.authCount(event); n++) to.push(room.auth(event, n));
}

function setStarts(
  room: RoomGraph,
  event: EventIndex,
  bit: number,
  dialect: Dialect,
  bits: Int32Array,
): void {
  if (dialect.chainIncludesState) bits[event] |= bit;
  else for (let n = room.authCount(event) - 1; n >= 0; n--) bits[room.auth(event, n)] |= bit;
}

/** Visits what the stack reaches over auth edges, itself included, not below a height. */
function walk(room: RoomGraph, stack: EventIndex[], visited: Marks, lowest: number): void {
  while (stack.length > 0) {
    const event = stack.pop() as EventIndex;
    if (!room.has(event) || room.authHeight(event) < lowest || !visited.add(event)) continue;
    for (let n = 0; n < room.authCount(event); n++) stack.push(room.auth(event, n));
  }
}

/**
 * All present events that the conflicted ones reach over auth edges, themselves included, each
 * before those that it cites (but in a ring).
 */
function citingFirst(
  room: RoomGraph,
  conflicted: Split["conflicted"],
  dialect: Dialect,
): Int32Array {
  const isSeen = new Uint8Array(room.count);
  const finished: EventIndex[] = [];
  const stack: EventIndex[] = [];
  const nextEdge: number[] = [];
  const enter = (event: EventIndex): void => {
    if (isSeen[event] === 1 || !room.has(event)) return;
    isSeen[event] = 1;
    stack.push(event);
    nextEdge.push(0);
  };
  const starts: EventIndex[] = [];
  for (const { events } of conflicted) {
    for (const event of events) if (event >= 0) pushStarts(room, event, dialect, starts);
  }
  for (const event of starts) {
    enter(event);
    while (stack.length > 0) {
      const top = stack.length - 1;
      if (nextEdge[top] < room.authCount(stack[top])) enter(room.auth(stack[top], nextEdge[top]++));
      else {
        finished.push(stack[top]);
        stack.pop();
        nextEdge.pop();
      }
    }
  }
  return Int32Array.from(finished).reverse();
}
