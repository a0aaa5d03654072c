// What never comes because depths do not grow: Synapse asks for what is missing before an event only where that is
// deeper than the least deep one it has, and refuses what is pushed over a gap. Told from the gaps that stayed and the
// depths of what a server had then. Part of weaknesses.ts; knows nothing of whether rules were kept.
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { VerdictRecord } from "../../trace/records.ts";
import { isPlaced } from "../view/grasp.ts";
import type { RoomTrace } from "../view/room-trace.ts";
import type { TraceView } from "../view/trace-view.ts";
import { partedOnlyBy } from "./split-cause.ts";

/**
 * True if each event was refused over a gap that nobody asked about by all servers of the verdict that lack it and
 * are still in the room.
 */
export function isNeverAskedFor(view: TraceView, { events, servers }: VerdictRecord): boolean {
  return events.every((index) => {
    const room = view.roomOf(index);
    const event = view.eventOf(index);
    if (room === undefined || event < 0) return false;
    const residents = room.residents();
    const isIn = (server: number) => residents.moveTo(room.finalState(server)).has(server);
    const lacking = servers.filter(
      (server) => isIn(server) && !isPlaced(room.graspsOf(server)[event]),
    );
    return (
      lacking.length > 0 &&
      lacking.every((server) => refusedUnasked(view, room, server).includes(event))
    );
  });
}

/** True if servers that hold different states are parted by nothing but such events, and what lies before or after. */
export function partedByDepth(view: TraceView, verdict: VerdictRecord): boolean {
  return partedOnlyBy(view, verdict, (room, server) => {
    const refused = refusedUnasked(view, room, server);
    const { causality } = room;
    const isTold = (event: EventIndex, each: EventIndex) =>
      each === event || causality.precedes(each, event) || causality.precedes(event, each);
    return (event) => refused.some((each) => isTold(event, each));
  });
}

/**
 * The events that a server refused over a gap without a question: none is deeper than all that the server had, and
 * no answer with missing events came before that.
 */
function refusedUnasked(view: TraceView, room: RoomTrace, server: number): EventIndex[] {
  return view.marks.flatMap(({ mark, what, server: at, event: index = -1, atMs }) => {
    const event = room.eventOf(index);
    if (mark !== "gap" || what !== "a gap stays" || at !== server || event < 0) return [];
    const wasAnswered = view.arrivals[server].some(
      (arrival) => arrival.via === "missing" && arrival.atMs === atMs,
    );
    const isFlat = room.graph.depth(event) <= leastDepth(view, room, server, atMs);
    return isFlat && !wasAnswered ? [event] : [];
  });
}

/** The least depth of the events that a server had a place for at a time. */
function leastDepth(view: TraceView, room: RoomTrace, server: number, atMs: number): number {
  let least = Infinity;
  for (const arrival of view.arrivals[server]) {
    const event = room.eventOf(arrival.event);
    if (arrival.atMs > atMs) break;
    if (event >= 0 && arrival.before !== undefined)
      least = Math.min(least, room.graph.depth(event));
  }
  return least;
}
