// Why servers stay apart, or keep an extremity too many: what they hold against each other's events.
// Told from what each server made of each event, which the referee has judged beforehand.
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { VerdictRecord } from "../../trace/records.ts";
import { grasp, isPlaced } from "../view/grasp.ts";
import { eventIndexMax, type RoomTrace } from "../view/room-trace.ts";
import type { TraceView } from "../view/trace-view.ts";

/**
 * What parts servers: `soft-failed` (one accepted what another soft-failed), `rejected` (one accepted
 * what another rejected), `dropped` (one dropped what another accepted, and never got it again),
 * `forgotten` (one lost what it had stored, and nothing that came since points at it), `unheard` (one
 * never heard of it).
 */
export type SplitCause = "soft-failed" | "rejected" | "dropped" | "forgotten" | "unheard";

/** What parts the servers of a verdict; undefined where they hold the same for the same reasons. */
export function splitCause(view: TraceView, { servers }: VerdictRecord): SplitCause | undefined {
  for (const room of view.judged) {
    const grasps = servers.map((server) => room.graspsOf(server));
    const isParted = (left: number, right: number) =>
      grasps.some((one) =>
        one.some((value, event) => {
          return value === left && grasps.some((other) => other[event] === right);
        }),
      );
    if (isParted(grasp.accepted, grasp.rejected)) return "rejected";
    if (isParted(grasp.accepted, grasp.softFailed)) return "soft-failed";
    if (servers.some((server) => hasDropped(view, room, server))) return "dropped";
    if (lackOnlyForgotten(view, room, servers)) return "forgotten";
    if (isParted(grasp.accepted, grasp.none)) return "unheard";
  }
  return undefined;
}

/** True if a server dropped an event and does not have it in the end. */
function hasDropped(view: TraceView, room: RoomTrace, server: number): boolean {
  const grasps = room.graspsOf(server);
  return view.arrivals[server].some((arrival) => {
    const event = arrival.verdict === "dropped" ? room.eventOf(arrival.event) : -1;
    return event >= 0 && grasps[event] === grasp.none;
  });
}

/**
 * True if any two servers that hold different states are parted by nothing but what they lost after they had
 * had it, and by what a liar told others in place of that. Two that know the same are not: there another fault
 * is at work.
 */
function lackOnlyForgotten(view: TraceView, room: RoomTrace, servers: readonly number[]): boolean {
  let isParted = false;
  for (const one of servers) {
    for (const other of servers) {
      if (room.finalState(one) === room.finalState(other)) continue;
      isParted = true;
      const [lack, back] = [lackOf(room, one, other), lackOf(room, other, one)];
      if (lack.length + back.length === 0) return false;
      const forgotten = [...room.graspsOf(one).keys()].filter((event) => {
        return isForgottenForGood(room, one, event);
      });
      const isExplained = (event: EventIndex) =>
        forgotten.includes(event) ||
        forgotten.some((twin) => isToldOthers(view, room, { event, twin, server: one }));
      if (!lack.every(isExplained)) return false;
    }
  }
  return isParted;
}

/** Tells of what a server lacks whether a cause explains it. */
export type LackTeller = (room: RoomTrace, server: number) => (event: EventIndex) => boolean;

/** True if any two servers that hold different states lack something of each other's, and all of that is told. */
export function partedOnlyBy(
  view: TraceView,
  { servers }: VerdictRecord,
  tellerOf: LackTeller,
): boolean {
  const parted = view.judged.flatMap((room) =>
    servers.flatMap((one) => {
      const others = servers.filter((other) => room.finalState(other) !== room.finalState(one));
      return others.map((other) => ({ room, one, other }));
    }),
  );
  return (
    parted.length > 0 &&
    parted.every(({ room, one, other }) => {
      const [lack, back] = [lackOf(room, one, other), lackOf(room, other, one)];
      if (lack.length + back.length === 0) return false;
      return lack.every(tellerOf(room, one)) && back.every(tellerOf(room, other));
    })
  );
}

/** What a server has no place for, though another one accepted it. */
export function lackOf(room: RoomTrace, server: number, other: number): EventIndex[] {
  const [own, others] = [room.graspsOf(server), room.graspsOf(other)];
  const lack: EventIndex[] = [];
  for (let event = 0; event < room.graph.count; event++) {
    if (!isPlaced(own[event]) && others[event] === grasp.accepted) lack.push(event);
  }
  return lack;
}

/** True if a server lost an event and has nothing that stands on it: who does asks for what is before it. */
function isForgottenForGood(room: RoomTrace, server: number, event: EventIndex): boolean {
  return room.forgotten.has(server * eventIndexMax + event) && !isBuiltOn(room, server, event);
}

function isBuiltOn(room: RoomTrace, server: number, event: EventIndex): boolean {
  return room.graspsOf(server).some((value, later) => {
    return isPlaced(value) && room.causality.precedes(event, later);
  });
}

/**
 * True if an event was made together with its twin in place of one, by a server that told each half of the others
 * another one at that time: this server got the twin, and has nothing that stands on the event.
 */
function isToldOthers(
  view: TraceView,
  room: RoomTrace,
  { event, twin, server }: { event: EventIndex; twin: EventIndex; server: number },
): boolean {
  const [one, other] = [event, twin].map((each) => view.event(room.traceIndex(each)));
  if (one === undefined || other?.server !== one.server || other.atMs !== one.atMs) return false;
  const { graph } = room;
  const standsOn = (each: EventIndex) => [...graph.prevs(each)].sort().join();
  const isTwin =
    graph.sender(event) === graph.sender(twin) &&
    graph.slot(event) === graph.slot(twin) &&
    standsOn(event) === standsOn(twin);
  const isLied = view.allFaults.some(({ mode, startMs, endMs = Infinity }) => {
    return mode === "equivocation" && startMs <= one.atMs && one.atMs <= endMs;
  });
  return isTwin && isLied && !isBuiltOn(room, server, event);
}

/** True if what stands on a server's stray extremity came to it first as a part of a state. */
export function cameAsOutlier(view: TraceView, { events, servers }: VerdictRecord): boolean {
  const [server] = servers;
  return view.judged.some((room) =>
    events.some((index) => {
      const event = room.eventOf(index);
      return (
        event >= 0 &&
        childrenOf(room, event).some((child) => {
          const first = view.arrivals[server].find((arrival) => {
            return room.eventOf(arrival.event) === child;
          });
          return first?.verdict === "outlier";
        })
      );
    }),
  );
}

function childrenOf({ graph }: RoomTrace, event: number): number[] {
  const children: number[] = [];
  for (let child = 0; child < graph.count; child++) {
    for (let n = 0; n < graph.prevCount(child); n++) {
      if (graph.prev(child, n) === event) children.push(child);
    }
  }
  return children;
}
