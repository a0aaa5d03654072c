// What a server makes of an event, as a number: the words of every check that asks who knew what.
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { ArriveRecord } from "../../trace/records.ts";

/**
 * What a server makes of an event, in ascending order of knowledge. `rejectedOutlier`: refused by
 * its auth events while it was fetched as part of a state, so that its place stayed unknown.
 */
export const grasp = {
  none: 0,
  outlier: 1,
  rejectedOutlier: 2,
  accepted: 3,
  softFailed: 4,
  rejected: 5,
} as const;

/** True where the server knows the event's place in the room, whatever it thinks of it. */
export function isPlaced(value: number): boolean {
  return value >= grasp.accepted;
}

/** True where the server refused the event. */
export function isRejected(value: number): boolean {
  return value === grasp.rejected || value === grasp.rejectedOutlier;
}

/** The events that a server refused, ascending. @param grasps what it makes of each event, if anything */
export function rejectedIn(grasps: Uint8Array | undefined): readonly EventIndex[] {
  const rejected: EventIndex[] = [];
  if (grasps === undefined) return rejected;
  for (let event = 0; event < grasps.length; event++) {
    if (isRejected(grasps[event])) rejected.push(event);
  }
  return rejected;
}

/** What an arrival says of a server's knowledge. */
export function graspOf({ verdict, before }: ArriveRecord): number {
  switch (verdict) {
    case "accepted":
      return grasp.accepted;
    case "soft-failed":
      return grasp.softFailed;
    case "rejected":
      return before === undefined ? grasp.rejectedOutlier : grasp.rejected;
    case "outlier":
      return grasp.outlier;
    case "dropped":
      return grasp.none;
  }
}
