// Why servers stay apart, or keep an extremity too many: what they hold against each other's events.
// Told from what each server made of each event, which the referee has judged beforehand.
import type { VerdictRecord } from "../../trace/records.ts";
import { grasp } from "../grasp.ts";
import type { RoomTrace } from "../room-trace.ts";
import type { TraceView } from "../trace-view.ts";

/**
 * What parts servers: `soft-failed` (one accepted what another soft-failed), `rejected` (one accepted
 * what another rejected), `dropped` (one dropped what another accepted, and never got it again),
 * `unheard` (one never heard of it).
 */
export type SplitCause = "soft-failed" | "rejected" | "dropped" | "unheard";

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
