// Another order of power events than the text's, as one implementation has it: Kahn's algorithm from
// the other end. Used where a dialect says `orderFromNewest`; what the switches mean is told there.
import { compareCodePoints } from "../code-points.ts";
import { Heap } from "../heap.ts";
import { Marks } from "../marks.ts";
import type { PowerLevel } from "../auth/power-level.ts";
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import type { Dialect } from "./dialect.ts";
import { isPowerEvent } from "./power-events.ts";

export interface NewestInput {
  /** The events to sort, with the power of each one's sender. */
  readonly events: readonly EventIndex[];
  readonly powers: readonly PowerLevel[];
  /** The conflicted events. */
  readonly conflicted: readonly EventIndex[];
  readonly dialect: Dialect;
}

/** The places of the events, in order: those from which others follow first. */
export function orderFromNewest(room: RoomGraph, input: NewestInput): number[] {
  const { events, powers } = input;
  const place = new Map<EventIndex, number>();
  for (let i = 0; i < events.length; i++) place.set(events[i], i);
  const weights = input.dialect.countsRepeats ? repeats(room, input) : events.map(() => 1);
  const resting = new Int32Array(events.length);
  const eachCited = (at: number, visit: (cited: number) => void): void => {
    for (let n = 0; n < room.authCount(events[at]); n++) {
      const cited = place.get(room.auth(events[at], n));
      if (cited !== undefined) visit(cited);
    }
  };
  for (let i = 0; i < events.length; i++) eachCited(i, (cited) => (resting[cited] += weights[i]));
  const latestFirst = (a: number, b: number): number => {
    if (powers[a] !== powers[b]) return powers[a] > powers[b] ? -1 : 1;
    const time = room.compareTimestamps(events[b], events[a]);
    return time !== 0 ? time : compareCodePoints(room.id(events[b]), room.id(events[a]));
  };
  const ready = new Heap(latestFirst);
  const backwards: number[] = [];
  const isPlaced = new Uint8Array(events.length);
  for (let i = 0; i < events.length; i++) if (resting[i] === 0) ready.push(i);
  for (let at = ready.pop(); at >= 0; at = ready.pop()) {
    backwards.push(at);
    isPlaced[at] = 1;
    eachCited(at, (cited) => {
      if (--resting[cited] === 0) ready.push(cited);
    });
  }
  // What was counted too often is never reached; it is sorted by power, time and ID alone.
  const strays: number[] = [];
  for (let i = 0; i < events.length; i++) if (isPlaced[i] === 0) strays.push(i);
  strays.sort(latestFirst);
  return [...backwards, ...strays].reverse();
}

/** How often each event comes into the order. */
function repeats(room: RoomGraph, { events, conflicted, dialect }: NewestInput): number[] {
  const isConflicted = new Marks(room.count);
  for (const event of conflicted) isConflicted.add(event);
  // Cited, over any number of edges, by a conflicted event.
  const below = new Marks(room.count);
  const stack = [...conflicted];
  for (let event = stack.pop(); event !== undefined; event = stack.pop()) {
    for (let n = 0; n < room.authCount(event); n++) {
      const auth = room.auth(event, n);
      if (room.has(auth) && below.add(auth)) stack.push(auth);
    }
  }
  // Cited by an event of the order.
  const cited = new Marks(room.count);
  for (const event of events) {
    for (let n = 0; n < room.authCount(event); n++) cited.add(room.auth(event, n));
  }
  const citesAnything = (event: EventIndex): boolean => {
    for (let n = 0; n < room.authCount(event); n++) if (room.has(room.auth(event, n))) return true;
    return false;
  };
  return events.map((event) => {
    let count = cited.has(event) ? 1 : 0;
    if (isPowerEvent(room, event, dialect)) {
      count += below.has(event) && citesAnything(event) ? 2 : 1;
    }
    return count;
  });
}
