// When what a server made of an event becomes a receipt for all that stand where it did: if others cannot
// but come to the same. What a receipt is, and who takes it, is replica/receipts.ts.
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { Resolution } from "../../protocol/room-states.ts";
import type { OwnServer } from "../own-server.ts";
import type { Told } from "../replica/receipts.ts";
import type { Replica } from "../replica/replica.ts";
import type { Standing } from "../replica/standings.ts";
import { verdict, way, type Way } from "../verdict.ts";

/** True if others that stand where this server does will make the same of the event. */
export function isLikeOthers(
  replica: Replica,
  { event, via }: { event: EventIndex; via: Way },
): boolean {
  if (replica.isOdd || replica.isRedacted(event)) return false;
  const { graph } = replica.shared;
  for (let n = graph.prevCount(event) - 1; n >= 0; n--) {
    if (replica.verdictOf(graph.prev(event, n)) !== verdict.accepted) return false;
  }
  if (via === way.own) return willBeTaken(replica, event);
  return via === way.send || via === way.missing;
}

/** True if others will take a server's own event in: they make checks 1 to 3 and 6 as well. */
function willBeTaken({ shared, lens, current, joined }: Replica, event: EventIndex): boolean {
  if (!joined || shared.joinedServers(current).length < 2) return false;
  if (shared.contentProblem(event, true) !== undefined) return false;
  return lens.allowedIn(event, current).ok;
}

/** Keeps the receipt of an event that such a server accepted. */
export function keepReceipt(
  server: OwnServer,
  replica: Replica,
  arrival: Told,
  from: Standing,
): void {
  const { event } = arrival;
  const { shared, lens, standing, extremities, current } = replica;
  const { above } = server.policy.dummyEvents;
  // Where events are tied together each server has a timer of its own.
  if (above < Infinity && shared.sets.members(extremities).length > above) return;
  const touched = shared.serversTouched(shared.standings.currentOf(from), current);
  if (touched.includes(server.number)) return;
  shared.receipts.keep({
    event,
    from,
    to: standing,
    arrival,
    extremities,
    current,
    before: merged(lens.states.resolutionBefore(event)),
    after: merged(lens.current(extremities)),
    dialect: server.policy.dialect,
    touched,
    other: undefined,
  });
}

/** A resolution, if it was of different states. */
function merged(resolution: Resolution | undefined): Resolution | undefined {
  return resolution !== undefined && resolution.inputs.length > 1 ? resolution : undefined;
}
