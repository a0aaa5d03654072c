// Step 8: the order of everything that is not a power event: by the epoch of power levels that it
// belongs to, oldest first, then timestamp, then event ID.
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import type { Dialect } from "./dialect.ts";
import type { OrderDecision, OrderKey } from "./observe.ts";
import { sortedPlaces } from "./sorted-places.ts";

/** The power levels event among an event's auth events, or -1. */
function levelsCitedBy(room: RoomGraph, event: EventIndex): EventIndex {
  for (let n = 0; n < room.authCount(event); n++) {
    const auth = room.auth(event, n);
    if (room.has(auth) && room.slot(auth) === room.powerLevelsSlot) return auth;
  }
  return -1;
}

/**
 * The mainline of a power levels event: itself, the one that it cites, and so on. Made-up IDs can
 * cite each other in a ring; the count of events bounds the walk.
 */
export function mainlineOf(room: RoomGraph, levels: EventIndex): EventIndex[] {
  const mainline: EventIndex[] = [];
  for (let at = levels; at >= 0 && mainline.length < room.count; at = levelsCitedBy(room, at)) {
    mainline.push(at);
  }
  return mainline;
}

export interface MainlineOrder {
  readonly order: readonly EventIndex[];
  /** Position on the mainline, 0 = newest; the mainline's length where there is none. */
  readonly positions: readonly number[];
  /** Power levels between the event and the mainline; 0 where the dialect does not count them. */
  readonly steps: readonly number[];
}

/** Sorts events by mainline position (none first, then the oldest), timestamp and event ID. */
export function mainlineOrder(
  room: RoomGraph,
  { events, mainline, dialect }: MainlineInput,
): MainlineOrder {
  const position = new Map<EventIndex, number>();
  for (let i = 0; i < mainline.length; i++) position.set(mainline[i], i);
  // The place of what has none: before the oldest, or beside it.
  const none = dialect.noMainlineIsOldest ? Math.max(0, mainline.length - 1) : mainline.length;
  const positions = new Int32Array(events.length);
  const steps = new Int32Array(events.length);
  let stepsMax = 0;
  for (let at = 0; at < events.length; at++) {
    const start = dialect.mainlineStartsAtEvent ? events[at] : levelsCitedBy(room, events[at]);
    positions[at] = positionOf(room, start, position, none);
    if (dialect.stepsBeforeTimestamp) steps[at] = stepsFrom(room, start, mainline);
    if (steps[at] > stepsMax) stepsMax = steps[at];
  }
  const ranks = Float64Array.from(
    positions,
    (own, at) => (none - own) * (stepsMax + 1) + steps[at],
  );
  const places = sortedPlaces(room, events, ranks);
  return {
    order: places.map((at) => events[at]),
    positions: places.map((at) => positions[at]),
    steps: places.map((at) => steps[at]),
  };
}

export interface MainlineInput {
  readonly events: readonly EventIndex[];
  readonly mainline: readonly EventIndex[];
  readonly dialect: Dialect;
}

/** How many power levels lie between an event and the mainline, or the end of the chain. */
function stepsFrom(room: RoomGraph, start: EventIndex, mainline: readonly EventIndex[]): number {
  let steps = 0;
  for (let at = start; at >= 0 && !mainline.includes(at); at = levelsCitedBy(room, at)) {
    if (++steps > room.count) break;
  }
  return steps;
}

/** Follows power levels until the mainline; remembers the answer for all that it passed. */
function positionOf(
  room: RoomGraph,
  start: EventIndex,
  known: Map<EventIndex, number>,
  none: number,
): number {
  const passed: EventIndex[] = [];
  let position: number | undefined;
  let at = start;
  for (; at >= 0 && passed.length < room.count; at = levelsCitedBy(room, at)) {
    position = known.get(at);
    if (position !== undefined) break;
    passed.push(at);
  }
  const found = position ?? none;
  for (const event of passed) known.set(event, found);
  return found;
}

/** For each pair of neighbours the key that decided; for observers only. */
export function mainlineDecisions(
  room: RoomGraph,
  { order, positions, steps }: MainlineOrder,
): OrderDecision[] {
  const decisions: OrderDecision[] = [];
  for (let i = 0; i + 1 < order.length; i++) {
    const by: OrderKey =
      positions[i] !== positions[i + 1]
        ? "mainline"
        : steps[i] !== steps[i + 1]
          ? "steps"
          : room.compareTimestamps(order[i], order[i + 1]) !== 0
            ? "timestamp"
            : "event id";
    decisions.push({ before: order[i], after: order[i + 1], by });
  }
  return decisions;
}
