// How an accepted event moves a room's forward extremities at a server, and with them its current
// state.
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { Resolution } from "../../protocol/room-states.ts";
import type { OwnServer } from "../own-server.ts";
import { verdict } from "../verdict.ts";
import { recordResolution } from "./recording.ts";
import type { Replica } from "../replica/replica.ts";

/** Remembers which of some events are missing behind an accepted one. */
export function rememberGaps(replica: Replica, behind: Iterable<EventIndex>): void {
  for (const prev of behind) if (!replica.has(prev)) replica.addGap(prev);
}

/** Moves the forward extremities over an accepted event and works the current state out. */
export function advance(server: OwnServer, replica: Replica, event: EventIndex): void {
  const { lens, extremities } = replica;
  const behind = replica.isGap(event);
  let set = extremities;
  if (behind || standsOnFailed(replica, event)) {
    const gone = replacedBy(replica, event);
    rememberGaps(replica, gone);
    set = replica.shared.sets.replace(extremities, (tip) => gone.has(tip), behind ? -1 : event);
  } else set = lens.step(extremities, event);
  moveTo(server, replica, set, event);
}

/** Sets the extremities and the current state over them. */
export function moveTo(server: OwnServer, replica: Replica, set: number, event: EventIndex): void {
  const resolution = replica.divergent ? ownCurrent(replica, set) : replica.lens.current(set);
  if (resolution.inputs.length > 1) {
    recordResolution(server, replica, "current", event, resolution);
  }
  const current = resolution.output;
  let { joined } = replica;
  if (current !== replica.current) {
    const { shared } = replica;
    const touched = shared.serversTouched(replica.current, current).includes(server.number);
    if (touched) joined = shared.isJoined(current, server.number);
  }
  replica.stand({ extremities: set, current, joined });
  server.ports.recorder.moved(server.number, replica.shared, set, current);
  if (server.policy.dummyEvents.above < Infinity) server.tidyLater(replica);
}

function ownCurrent(replica: Replica, set: number): Resolution {
  const tips = replica.shared.sets.members(set);
  return replica.resolution(tips.map((tip) => replica.stateAfter(tip)));
}

function standsOnFailed(replica: Replica, event: EventIndex): boolean {
  const { graph } = replica.shared;
  for (let n = graph.prevCount(event) - 1; n >= 0; n--) {
    if (replica.verdictOf(graph.prev(event, n)) > verdict.accepted) return true;
  }
  return false;
}

/** The prev events, and what lies behind those that soft-failed or were rejected. */
function replacedBy(replica: Replica, event: EventIndex): Set<EventIndex> {
  const { graph } = replica.shared;
  const gone = new Set<EventIndex>();
  const stack = [event];
  while (stack.length > 0) {
    const next = stack.pop() as EventIndex;
    for (let n = 0; n < graph.prevCount(next); n++) {
      const prev = graph.prev(next, n);
      if (gone.has(prev)) continue;
      gone.add(prev);
      if (replica.verdictOf(prev) > verdict.accepted) stack.push(prev);
    }
  }
  return gone;
}
