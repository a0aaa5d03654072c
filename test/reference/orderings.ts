// The two orders of state resolution, by their definitions: the reverse topological power ordering
// (Kahn's algorithm that always takes the least candidate) and the mainline ordering.
// Spec v1.19, rooms/v12 "Definitions".
import type { EventId, Pdu } from "../../sim/protocol/event.ts";
import { named, type Level } from "./values.ts";

/** An event that is being ordered. */
export interface Ordered {
  readonly id: EventId;
  readonly event: Pdu;
}

/**
 * Orders events so that each comes after those of its auth events that are among them; of all
 * events that may come next the one whose sender has the most power (`powerOf`, by that event's own
 * auth events) comes first, then the earliest, then the least event ID.
 */
export function reverseTopologicalPowerOrdering(
  events: readonly Ordered[],
  powerOf: (event: Ordered) => Level,
): Ordered[] {
  const ordered: Ordered[] = [];
  let waiting = events.map((item) => ({ ...item, power: powerOf(item) }));
  while (waiting.length > 0) {
    const blocking = new Set(waiting.map(({ id }) => id));
    const candidates = waiting.filter(({ event }) => {
      return !named(event.auth_events).some((auth) => blocking.has(auth));
    });
    candidates.sort((x, y) => {
      return x.power > y.power ? -1 : x.power < y.power ? 1 : byTimeAndId(x, y);
    });
    const [least] = candidates;
    if (least === undefined) throw new Error("the auth events form a circle");
    ordered.push({ id: least.id, event: least.event });
    waiting = waiting.filter(({ id }) => id !== least.id);
  }
  return ordered;
}

/** Orders events by mainline position, greatest first, then the earliest, then the least ID. */
export function mainlineOrdering(
  events: readonly Ordered[],
  positionOf: (id: EventId) => number,
): Ordered[] {
  return events
    .map((item) => ({ ...item, position: positionOf(item.id) }))
    .sort((x, y) =>
      x.position === y.position ? byTimeAndId(x, y) : y.position > x.position ? 1 : -1,
    )
    .map(({ id, event }) => ({ id, event }));
}

/** The power levels event, the one among its auth events, and so on. Empty without one. */
export function mainlineOf(
  levels: EventId | undefined,
  parent: (id: EventId) => EventId | undefined,
): EventId[] {
  const mainline: EventId[] = [];
  for (let at = levels; at !== undefined; at = parent(at)) mainline.push(at);
  return mainline;
}

/**
 * The mainline position of an event: the index on the mainline of the first of its power levels
 * ancestors that lies on it, else `Infinity`.
 * @param fromItself also the event itself counts, against the letter of the text.
 */
export function mainlinePosition(
  id: EventId,
  mainline: readonly EventId[],
  parent: (id: EventId) => EventId | undefined,
  fromItself: boolean,
): number {
  for (let at = fromItself ? id : parent(id); at !== undefined; at = parent(at)) {
    const index = mainline.indexOf(at);
    if (index >= 0) return index;
  }
  return Infinity;
}

function byTimeAndId(x: Ordered, y: Ordered): number {
  const [first, second] = [x.event.origin_server_ts, y.event.origin_server_ts];
  if (first !== second) return first < second ? -1 : 1;
  return Buffer.compare(Buffer.from(x.id), Buffer.from(y.id));
}
