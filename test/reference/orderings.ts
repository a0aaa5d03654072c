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
  const waiting = new Map(events.map((item) => [item.id, { item, power: powerOf(item) }]));
  while (waiting.size > 0) {
    let least: { item: Ordered; power: Level } | undefined;
    for (const candidate of waiting.values()) {
      const { auth_events: auths } = candidate.item.event;
      if (named(auths).some((auth) => waiting.has(auth))) continue;
      if (least === undefined || comesBefore(candidate, least)) least = candidate;
    }
    if (least === undefined) throw new Error("the auth events form a circle");
    ordered.push(least.item);
    waiting.delete(least.item.id);
  }
  return ordered;
}

/** Of two that may come next: more power, then earlier, then the lesser ID. */
function comesBefore(
  one: { item: Ordered; power: Level },
  other: { item: Ordered; power: Level },
): boolean {
  if (one.power > other.power) return true;
  return !(one.power < other.power) && byTimeAndId(one.item, other.item) < 0;
}

/**
 * Not the text's: orders events from the end. Of those that no waiting event cites, the one with the
 * most power goes to the end, of equals the latest, then that of the greatest ID. What an event
 * cites counts as cited as often as the event is listed, but only once as no longer cited; what is
 * therefore cited for ever comes first, least power first.
 */
export function powerOrderingFromNewest(
  events: readonly (Ordered & { readonly listed: number })[],
  powerOf: (event: Ordered) => Level,
): Ordered[] {
  const byPower = (x: Ordered, y: Ordered): number => {
    const [one, other] = [powerOf(x), powerOf(y)];
    return one < other ? -1 : one > other ? 1 : byTimeAndId(x, y);
  };
  const cited = new Map<EventId, number>(events.map(({ id }) => [id, 0]));
  for (const { event, listed } of events) {
    for (const auth of named(event.auth_events)) cited.set(auth, (cited.get(auth) ?? 0) + listed);
  }
  const end: Ordered[] = [];
  let waiting: Ordered[] = [...events].sort(byPower);
  for (;;) {
    const last = waiting.findLast(({ id }) => cited.get(id) === 0);
    if (last === undefined) break;
    end.unshift(last);
    waiting = waiting.filter(({ id }) => id !== last.id);
    for (const auth of named(last.event.auth_events)) cited.set(auth, (cited.get(auth) ?? 0) - 1);
  }
  return [...waiting, ...end].map(({ id, event }) => ({ id, event }));
}

/**
 * Orders events by mainline position, greatest first, then the earliest, then the least ID.
 * @param stepsOf where a dialect asks for it, what comes before the time
 */
export function mainlineOrdering(
  events: readonly Ordered[],
  positionOf: (id: EventId) => number,
  stepsOf: (id: EventId) => number = () => 0,
): Ordered[] {
  return events
    .map((item) => ({ ...item, position: positionOf(item.id), steps: stepsOf(item.id) }))
    .sort((x, y) => {
      if (x.position !== y.position) return y.position > x.position ? 1 : -1;
      return x.steps !== y.steps ? x.steps - y.steps : byTimeAndId(x, y);
    })
    .map(({ id, event }) => ({ id, event }));
}

/** How many power levels ancestors come before the first that is on the mainline, or before none. */
export function mainlineSteps(
  id: EventId,
  mainline: readonly EventId[],
  parent: (id: EventId) => EventId | undefined,
): number {
  let steps = 0;
  for (let at = parent(id); at !== undefined && !mainline.includes(at); at = parent(at)) steps++;
  return steps;
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
