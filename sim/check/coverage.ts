// Which places of Matrix's rules and of a homeserver's work a run came to, as names that runs share:
// kinds of conflicts, rules that refused something, numbers of extremities, faults at once (and what
// happens meanwhile: overlap.ts), and sites that every homeserver should come to now and then. A sweep that finds nothing new any more
// has seen what its story has to show; what it never came to is not tested by it.
import type { ArriveRecord, ResolveRecord } from "../trace/records.ts";
import { overlapPlaces } from "./overlap.ts";
import { bucket, slotKind } from "./place-words.ts";
import type { RoomTrace } from "./room-trace.ts";
import type { TraceView } from "./trace-view.ts";

/** Sites that a sweep names if no run came there. */
export const sites: ReadonlyMap<string, (view: TraceView) => boolean> = new Map([
  ["a missing event fetched", hasArrival(({ via }) => via === "missing")],
  ["a state fetched over a gap", hasArrival(({ via }) => via === "state")],
  ["history fetched", hasArrival(({ via }) => via === "backfill")],
  ["a room entered through another server", hasArrival(({ via }) => via === "join")],
  ["a soft failure", hasArrival(({ verdict }) => verdict === "soft-failed")],
  ["a rejection", hasArrival(({ verdict }) => verdict === "rejected")],
  ["an event dropped", hasArrival(({ verdict }) => verdict === "dropped")],
  ["a gap given up", (view) => view.marks.some(({ mark }) => mark === "gap")],
  ["a state resolution", (view) => view.resolutions.length > 0],
  ["a resolution of three states", (view) => view.resolutions.some((r) => r.inputs.length > 2)],
  ["an auth difference", (view) => view.resolutions.some((r) => r.authDifference > 0)],
  ["two faults at once", (view) => faultsAtOnce(view) > 1],
]);

/** The places that a run came to, sorted; each begins with its kind. */
export function coverageOf(view: TraceView): string[] {
  const found = new Set<string>();
  for (const [name, isReached] of sites) if (isReached(view)) found.add(`site: ${name}`);
  for (const record of view.resolutions) found.add(resolutionPlace(view, record));
  for (const arrivals of view.arrivals) {
    for (const { verdict, why, via } of arrivals) {
      if (why !== undefined) found.add(`rule: ${why.rule} at check ${why.check}, ${verdict}`);
      else found.add(`arrival: ${via}, ${verdict}`);
    }
  }
  for (const room of view.judged) {
    for (const last of room.extremities) {
      if (last !== undefined) found.add(`extremities: ${bucket(last.events.length)}`);
    }
  }
  found.add(`faults at once: ${bucket(faultsAtOnce(view))}`);
  for (const place of overlapPlaces(view)) found.add(place);
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}

function hasArrival(fits: (arrival: ArriveRecord) => boolean): (view: TraceView) => boolean {
  return (view) => view.arrivals.some((list) => list.some(fits));
}

/** The algorithm, how many states, which kinds of slots are in conflict, and what that pulled in. */
function resolutionPlace(view: TraceView, record: ResolveRecord): string {
  const room = view.rooms[record.room] as RoomTrace;
  const kinds = new Set<string>();
  const states = record.inputs.map((input) => room.state(input)).filter((state) => state >= 0);
  if (states.length > 1) {
    room.graph.states.forEachDifference(states, (slot, events) => {
      const { type } = room.graph.slotNames(slot);
      const kind = slotKind(type);
      kinds.add(events.includes(-1) ? `${kind} or none` : kind);
    });
  }
  const shape = [...kinds].sort((a, b) => (a < b ? -1 : 1)).join("+");
  const pulled = record.authDifference > 0 ? ", auth difference" : "";
  const graph = record.subgraph > 0 ? ", subgraph" : "";
  const { algorithm, why, inputs } = record;
  return `resolution: ${algorithm} for ${why}, ${bucket(inputs.length)} states, ${shape}${pulled}${graph}`;
}

/** The most faults that were on at one time. */
function faultsAtOnce({ faults, endMs }: TraceView): number {
  let most = 0;
  for (const { startMs } of faults) {
    const on = faults.filter((other) => {
      return other.startMs <= startMs && (other.endMs ?? endMs + 1) > startMs;
    });
    most = Math.max(most, on.length);
  }
  return most;
}
