// The first event by which servers part for good: one took it, another rejected it. What comes after follows from
// that. Part of weaknesses.ts, whose causes ask why the two judged differently.
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { ArriveRecord, VerdictRecord } from "../../trace/records.ts";
import { grasp } from "../view/grasp.ts";
import type { RoomTrace } from "../view/room-trace.ts";
import type { TraceView } from "../view/trace-view.ts";

/** An arrival, and which of its server's it is. */
export interface Arrival {
  readonly record: ArriveRecord;
  readonly n: number;
}

/** What two servers made of one event, each by the state before it that it had. */
export interface PartedVerdict {
  readonly room: RoomTrace;
  readonly event: EventIndex;
  readonly taken: Arrival;
  readonly rejected: Arrival;
}

/** The first such event in the room's order among the servers of a verdict; undefined where there is none. */
export function firstPartedVerdict(
  view: TraceView,
  { servers }: VerdictRecord,
): PartedVerdict | undefined {
  for (const room of view.judged) {
    const { rank } = room.causality;
    const events = [...rank.keys()].sort((one, other) => rank[one] - rank[other]);
    for (const event of events) {
      const rejecting = servers.find((server) => room.graspsOf(server)[event] === grasp.rejected);
      const taking = servers.find((server) => room.graspsOf(server)[event] === grasp.accepted);
      if (rejecting === undefined || taking === undefined) continue;
      const taken = placedAt(view, room, { server: taking, event });
      const rejected = placedAt(view, room, { server: rejecting, event });
      return taken && rejected && { room, event, taken, rejected };
    }
  }
  return undefined;
}

/** The arrival by which a server got to know an event's place. */
export function placedAt(
  view: TraceView,
  room: RoomTrace,
  { server, event }: { server: number; event: EventIndex },
): Arrival | undefined {
  const index = room.traceIndex(event);
  const arrivals = view.arrivals[server];
  const n = arrivals.findLastIndex(({ event: at, before }) => at === index && before !== undefined);
  return n < 0 ? undefined : { record: arrivals[n], n };
}
