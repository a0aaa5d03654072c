// Steps 4 to 6: power events, what must come before them, and their order: reverse topological
// over auth edges, ties by the sender's power, then timestamp, then event ID.
import type { PowerLevel } from "../auth/power-level.ts";
import { powerIn } from "../auth/room-view.ts";
import { compareCodePoints } from "../code-points.ts";
import { Heap } from "../heap.ts";
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import type { Dialect } from "./dialect.ts";
import type { OrderDecision, OrderKey } from "./observe.ts";
import { orderFromNewest } from "./order-from-newest.ts";

/**
 * Power of an event's sender by the event's own auth events.
 * @param unlevelled what it is in a dialect where no power levels are cited (default: by the rules)
 */
export function ownPower(room: RoomGraph, event: EventIndex, unlevelled?: PowerLevel): PowerLevel {
  let create = room.create;
  let levels = -1;
  for (let n = 0; n < room.authCount(event); n++) {
    const auth = room.auth(event, n);
    if (!room.has(auth)) continue;
    if (room.slot(auth) === room.powerLevelsSlot) levels = auth;
    else if (room.slot(auth) === room.createSlot) create = auth;
  }
  if (levels < 0 && unlevelled !== undefined) return unlevelled;
  const content = levels < 0 ? undefined : room.pdu(levels).content;
  return powerIn(room, create, content, room.sender(event));
}

export interface PowerOrder {
  readonly order: readonly EventIndex[];
  /** Power of each event's sender; same order. */
  readonly powers: readonly PowerLevel[];
}

export interface PowerInput {
  /** The power events, and what comes before them. */
  readonly events: readonly EventIndex[];
  readonly conflicted: readonly EventIndex[];
  readonly dialect: Dialect;
}

/** Sorts events so that each comes after those of the set that it cites. */
export function powerOrder(room: RoomGraph, input: PowerInput): PowerOrder {
  const { events, dialect } = input;
  const unlevelled = dialect.noLevelsNoPower ? 0 : undefined;
  const powers = events.map((event) => ownPower(room, event, unlevelled));
  const places = dialect.orderFromNewest
    ? orderFromNewest(room, { ...input, powers })
    : orderFromOldest(room, events, powers);
  return { order: places.map((at) => events[at]), powers: places.map((at) => powers[at]) };
}

function orderFromOldest(
  room: RoomGraph,
  events: readonly EventIndex[],
  powers: readonly PowerLevel[],
): number[] {
  const place = new Map<EventIndex, number>();
  for (let i = 0; i < events.length; i++) place.set(events[i], i);
  const waitingFor = new Int32Array(events.length);
  const followers: number[][] = events.map(() => []);
  for (let i = 0; i < events.length; i++) {
    for (let n = 0; n < room.authCount(events[i]); n++) {
      const cited = place.get(room.auth(events[i], n));
      if (cited === undefined) continue;
      followers[cited].push(i);
      waitingFor[i]++;
    }
  }
  const ready = new Heap((a, b) => compareByPower(room, events, powers, a, b));
  for (let i = 0; i < events.length; i++) if (waitingFor[i] === 0) ready.push(i);
  const order: number[] = [];
  for (let i = ready.pop(); i >= 0; i = ready.pop()) {
    order.push(i);
    for (const follower of followers[i]) if (--waitingFor[follower] === 0) ready.push(follower);
  }
  return order;
}

function compareByPower(
  room: RoomGraph,
  events: readonly EventIndex[],
  powers: readonly PowerLevel[],
  a: number,
  b: number,
): number {
  if (powers[a] !== powers[b]) return powers[a] > powers[b] ? -1 : 1;
  const time = room.compareTimestamps(events[a], events[b]);
  return time !== 0 ? time : compareCodePoints(room.id(events[a]), room.id(events[b]));
}

/** For each pair of neighbours the key that decided; for observers only. */
export function powerDecisions(
  room: RoomGraph,
  { order, powers }: PowerOrder,
  { orderFromNewest: backwards }: Dialect,
): OrderDecision[] {
  const decisions: OrderDecision[] = [];
  for (let i = 0; i + 1 < order.length; i++) {
    const before = order[i];
    const after = order[i + 1];
    const sorted =
      backwards && powers[i] !== powers[i + 1]
        ? powers[i] < powers[i + 1]
        : compareByPower(room, order, powers, i, i + 1) <= 0;
    const by: OrderKey = room.auths(after).includes(before)
      ? "auth chain"
      : !sorted
        ? backwards
          ? "built from its end"
          : "auth chain"
        : powers[i] !== powers[i + 1]
          ? "power"
          : room.timestamp(before) !== room.timestamp(after)
            ? "timestamp"
            : "event id";
    decisions.push({ before, after, by });
  }
  return decisions;
}
