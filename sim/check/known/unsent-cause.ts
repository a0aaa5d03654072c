// What was never sent to a server because its users were out of the room as the maker saw it, while one of them came
// back without the maker knowing. A later event would lead there; where there is none, nobody asks. Told from the
// state before each event, to whose servers it is sent. Part of weaknesses.ts; knows nothing of whether rules were kept.
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { VerdictRecord } from "../../trace/records.ts";
import type { RoomTrace } from "../view/room-trace.ts";
import type { TraceView } from "../view/trace-view.ts";
import { partedOnlyBy } from "./split-cause.ts";

/** True if servers that hold different states are parted by nothing but events that were not for them when made. */
export function partedByUnsent(view: TraceView, verdict: VerdictRecord): boolean {
  return partedOnlyBy(view, verdict, (room, server) => {
    const residents = room.residents();
    return (event) => {
      const before = stateAtMaker(view, room, event);
      if (before < 0) return false;
      residents.moveTo(before);
      const isOut = !residents.has(server) && !residents.uncertain(server);
      return isOut && !hasComeTo(view, room, { server, event });
    };
  });
}

/** The state before an event at the server that made it on its own, -1 where it did not, or had part of a state only. */
function stateAtMaker(view: TraceView, room: RoomTrace, event: EventIndex): number {
  const index = room.traceIndex(event);
  const own = room.own.find((arrival) => arrival.event === index);
  if (own?.before === undefined) return -1;
  const isPartial = view.partials.some((record) => {
    return record.server === own.server && record.room === room.number && record.atMs <= own.atMs;
  });
  return isPartial ? -1 : room.state(own.before);
}

/** True if an event ever came to a server, whatever that made of it. */
function hasComeTo(
  view: TraceView,
  room: RoomTrace,
  { server, event }: { server: number; event: EventIndex },
): boolean {
  const index = room.traceIndex(event);
  return view.arrivals[server].some((arrival) => arrival.event === index);
}
