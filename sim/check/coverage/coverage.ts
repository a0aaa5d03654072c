// Which places of Matrix's rules and of a homeserver's work a run came to, as names that runs share:
// kinds of conflicts, rules that refused something, numbers of extremities, faults at once (and what
// happens meanwhile: overlap.ts), and sites that every homeserver should come to now and then. A sweep that finds nothing new any more
// has seen what its story has to show; what it never came to is not tested by it.
import type { ArriveRecord, ResolveRecord } from "../../trace/records.ts";
import { overlapPlaces } from "./overlap.ts";
import { bucket, slotKind } from "./place-words.ts";
import type { RoomTrace } from "../view/room-trace.ts";
import type { TraceView } from "../view/trace-view.ts";

/** Sites that a sweep names if no run came there. */
export const sites: ReadonlyMap<string, (view: TraceView, seen: Seen) => boolean> = new Map([
  ["a missing event fetched", (_view: TraceView, { ways }: Seen) => ways.has("missing")],
  ["a state fetched over a gap", (_view, { ways }) => ways.has("state")],
  ["history fetched", (_view, { ways }) => ways.has("backfill")],
  ["a room entered through another server", (_view, { ways }) => ways.has("join")],
  ["a soft failure", (_view, { verdicts }) => verdicts.has("soft-failed")],
  ["a rejection", (_view, { verdicts }) => verdicts.has("rejected")],
  ["an event dropped", (_view, { verdicts }) => verdicts.has("dropped")],
  ["a gap given up", (view) => view.marks.some(({ mark }) => mark === "gap")],
  ["a state resolution", (view) => view.resolutions.length > 0],
  ["a resolution of three states", (view) => view.resolutions.some((r) => r.inputs.length > 2)],
  ["an auth difference", (view) => view.resolutions.some((r) => r.authDifference > 0)],
  ["two faults at once", (view) => faultsAtOnce(view) > 1],
]);

/** How events came to servers, and what those made of them. */
interface Seen {
  readonly ways: ReadonlySet<string>;
  readonly verdicts: ReadonlySet<string>;
}

/** The places that a run came to, sorted; each begins with its kind. */
export function coverageOf(view: TraceView): string[] {
  const found = new Set<string>();
  const seen = addArrivals(view, found);
  for (const [name, isReached] of sites) if (isReached(view, seen)) found.add(`site: ${name}`);
  for (const record of view.resolutions) found.add(resolutionPlace(view, record));
  for (const room of view.judged) {
    for (const last of room.extremities) {
      if (last !== undefined) found.add(`extremities: ${bucket(last.events.length)}`);
    }
  }
  found.add(`faults at once: ${bucket(faultsAtOnce(view))}`);
  for (const place of overlapPlaces(view)) found.add(place);
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}

/** One walk over all arrivals, of which nearly all are like the one before. */
function addArrivals(view: TraceView, found: Set<string>): Seen {
  const ways = new Set<string>();
  const verdicts = new Set<string>();
  for (const arrivals of view.arrivals) {
    let last: ArriveRecord | undefined;
    for (const arrival of arrivals) {
      const { verdict, why, via } = arrival;
      if (why === undefined && via === last?.via && verdict === last.verdict) continue;
      last = why === undefined ? arrival : undefined;
      ways.add(via);
      verdicts.add(verdict);
      if (why !== undefined) found.add(`rule: ${why.rule} at check ${why.check}, ${verdict}`);
      else found.add(`arrival: ${via}, ${verdict}`);
    }
  }
  return { ways, verdicts };
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
