// Sorts events by one or more numbers, then timestamp, then event ID. As a rule all numbers and the
// timestamp fit into one double together with the event's place in the list, and doubles are sorted
// without any comparison of ours; only those that tie are compared by their IDs.
import { compareCodePoints } from "../code-points.ts";
import type { EventIndex, RoomGraph } from "../room-graph.ts";

/**
 * The places of events in the list, sorted.
 * @param ranks for each event a whole number from 0 up; the least come first
 */
export function sortedPlaces(
  room: RoomGraph,
  events: readonly EventIndex[],
  ranks: ArrayLike<number>,
): number[] {
  const count = events.length;
  let [earliest, latest, highest] = [Infinity, -Infinity, 0];
  for (let at = 0; at < count; at++) {
    const time = room.timestamp(events[at]);
    if (time < earliest) earliest = time;
    if (time > latest) latest = time;
    if (ranks[at] > highest) highest = ranks[at];
  }
  const span = latest - earliest + 1;
  const isExact = Math.max(Math.abs(earliest), latest) <= Number.MAX_SAFE_INTEGER;
  if (!isExact || !((highest + 1) * span * count <= Number.MAX_SAFE_INTEGER)) {
    return byComparison(room, events, ranks);
  }
  const keys = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    keys[at] = (ranks[at] * span + (room.timestamp(events[at]) - earliest)) * count + at;
  }
  keys.sort();
  const places = Array.from(keys, (key) => key % count);
  // Whole multiples of `count` apart from their places, equal keys are ties.
  for (let from = 0; from < count;) {
    const least = keys[from] - places[from];
    let to = from + 1;
    while (to < count && keys[to] - places[to] === least) to++;
    if (to - from > 1) {
      const tied = places.slice(from, to).sort((a, b) => byId(room, events, a, b));
      for (let n = 0; n < tied.length; n++) places[from + n] = tied[n];
    }
    from = to;
  }
  return places;
}

function byComparison(
  room: RoomGraph,
  events: readonly EventIndex[],
  ranks: ArrayLike<number>,
): number[] {
  return Array.from(events, (_event, at) => at).sort(
    (a, b) =>
      ranks[a] - ranks[b] ||
      room.compareTimestamps(events[a], events[b]) ||
      byId(room, events, a, b),
  );
}

function byId(room: RoomGraph, events: readonly EventIndex[], a: number, b: number): number {
  return compareCodePoints(room.id(events[a]), room.id(events[b]));
}
