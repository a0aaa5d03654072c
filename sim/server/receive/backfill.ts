// Scrolling back: a server asks another for the history before what it has. Such events find their
// place in the room, but are never forward extremities.
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { OwnServer } from "../own-server.ts";
import { way } from "../verdict.ts";
import { offer } from "./receive.ts";
import type { Replica } from "../replica/replica.ts";
import type { SharedRoom } from "../replica/shared-room.ts";

/**
 * Asks a server for what lies before this server's oldest events.
 * @param done gets the number of events that were new
 */
export function scrollBack(
  server: OwnServer,
  { shared, via }: { shared: SharedRoom; via: number },
  done: (found: number) => void,
): void {
  const replica = server.replicas[shared.number];
  if (replica === undefined || replica.gaps.size === 0 || via === server.number) return done(0);
  const from = [...replica.gaps];
  const limit = server.policy.backfillAsked;
  server.ask(via, { room: shared, kind: "backfill", from, limit }, (answer) => {
    if (!answer.ok) return done(0);
    takeHistory(server, replica, { events: answer.events, from: via }, done);
  });
}

/**
 * Takes history in, oldest first. What the oldest events stand on is not known here, so the state
 * there is asked for, as for any other gap.
 */
function takeHistory(
  server: OwnServer,
  replica: Replica,
  { events, from }: { events: readonly EventIndex[]; from: number },
  done: (found: number) => void,
): void {
  const fresh = events.filter((event) => !replica.has(event));
  if (fresh.length === 0) return done(0);
  const last = fresh.length - 1;
  const finish = () => done(fresh.filter((event) => replica.has(event)).length);
  for (const [n, event] of fresh.entries()) {
    const item = { event, via: way.backfill, from, askedMissing: true };
    offer(server, replica, n === last ? { ...item, then: finish } : item);
  }
}
