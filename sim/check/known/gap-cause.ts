// What lies behind a gap: a server took in a newer event, was told at most so many of those before it, and went on
// from a state. What is in between it never gets, and what comes of it late it cannot place before the newer one.
// Part of weaknesses.ts; knows nothing of whether rules were kept.
import type { VerdictRecord } from "../../trace/records.ts";
import { isPlaced } from "../view/grasp.ts";
import type { RoomTrace } from "../view/room-trace.ts";
import type { TraceView } from "../view/trace-view.ts";

/** How many missing events servers ask for at once (Synapse's, and that of every policy here). */
const askedAtOnce = 10;

/**
 * True if each event that is lacking at some server lies behind a gap there that is wider than what servers
 * ask for: who asks for less than they may has another fault.
 */
export function liesBehindGap(view: TraceView, { events, servers }: VerdictRecord): boolean {
  return events.every((index) => {
    const room = view.roomOf(index);
    const event = view.eventOf(index);
    if (room === undefined || event < 0) return false;
    const lacking = servers.filter((server) => !isPlaced(room.graspsOf(server)[event]));
    return lacking.some((server) => gapWidth(view, room, server, event) >= askedAtOnce);
  });
}

/** How many events there are before the first news that came to a server over an event, and not before that. */
function gapWidth(view: TraceView, room: RoomTrace, server: number, event: number): number {
  const { causality, graph } = room;
  const later = view.arrivals[server].filter(({ event: index, before }) => {
    const known = room.eventOf(index);
    return before !== undefined && known >= 0 && causality.precedes(event, known);
  });
  if (later.length === 0) return 0;
  // What was asked for comes before what it was asked for, perhaps one by one, with states that were fetched in between.
  const asking = later.findIndex(({ via }) => via !== "missing");
  const together = later.filter(({ atMs }, n) => n <= asking || atMs === later[0].atMs);
  const news = together.map(({ event: index }) => room.eventOf(index));
  const newest = news.reduce((one, other) => {
    return causality.rank[other] > causality.rank[one] ? other : one;
  });
  let width = 0;
  for (let other = 0; other < graph.count; other++) {
    if (other === newest || causality.precedes(other, newest)) {
      if (causality.rank[other] > causality.rank[event]) width++;
    }
  }
  return width;
}

/**
 * True if a server could not tell that its extremity lies behind another one: every way from the newer one leads
 * over an event that the server had no place for when it took the newer one in.
 */
export function isHiddenByGap(view: TraceView, { events, servers }: VerdictRecord): boolean {
  const [server] = servers;
  return view.judged.some((room) => {
    const last = room.extremities[server];
    const [extremity] = events.map((index) => room.eventOf(index));
    if (last === undefined || !(extremity >= 0)) return false;
    const others = last.events.map(room.eventOf).filter((tip) => tip >= 0 && tip !== extremity);
    const newer = others.filter((tip) => room.causality.precedes(extremity, tip));
    return (
      newer.length > 0 && !newer.some((tip) => leadsTo(view, room, { server, tip, extremity }))
    );
  });
}

/** True if a newer event leads to an older one over events that the server had placed before the newer one. */
function leadsTo(
  view: TraceView,
  room: RoomTrace,
  { server, tip, extremity }: { server: number; tip: number; extremity: number },
): boolean {
  const placed = placedBefore(view, room, server, tip);
  const open = [tip];
  for (let event = open.pop(); event !== undefined; event = open.pop()) {
    for (const prev of room.graph.prevs(event)) {
      if (prev === extremity) return true;
      if (placed.delete(prev)) open.push(prev);
    }
  }
  return false;
}

function placedBefore(view: TraceView, room: RoomTrace, server: number, tip: number): Set<number> {
  const placed = new Set<number>();
  for (const { event: index, before } of view.arrivals[server]) {
    const event = room.eventOf(index);
    if (event === tip) break;
    // What came as part of a state alone has no place in the room.
    if (before !== undefined) placed.add(event);
  }
  return placed;
}
