// Scrolling back: a server asks another for the history before what it has. Such events find their
// place in the room, but are never forward extremities.
import type { EventIndex } from "../protocol/room-graph.ts";
import type { Homeserver } from "./homeserver.ts";
import { verdict, way } from "./ports.ts";
import { settle } from "./receive.ts";
import type { Replica } from "./replica.ts";
import type { SharedRoom } from "./shared-room.ts";

/**
 * Asks a server for what lies before this server's oldest events.
 * @param done gets the number of events that were new
 */
export function scrollBack(
  server: Homeserver,
  { shared, via }: { shared: SharedRoom; via: number },
  done: (found: number) => void,
): void {
  const replica = server.replicas[shared.number];
  if (replica === undefined || replica.gaps.size === 0) return done(0);
  const from = [...replica.gaps];
  const limit = server.policy.backfillAsked;
  server.ask(via, { room: shared, kind: "backfill", from, limit }, (answer) => {
    done(answer.ok ? takeHistory(server, replica, answer.events, via) : 0);
  });
}

/**
 * Takes history in, oldest first. The state before the oldest event is not known from its prev
 * events; the sender's word for it is the graph's, which all of its followers have confirmed.
 */
function takeHistory(
  server: Homeserver,
  replica: Replica,
  events: readonly EventIndex[],
  _via: number,
): number {
  const { graph } = replica.shared;
  let found = 0;
  for (const event of events) {
    if (replica.has(event)) continue;
    if (replica.shared.contentProblem(event, server.remember) !== undefined) continue;
    const auths = graph.auths(event);
    if (auths.some((auth) => replica.verdictOf(auth) === verdict.unknown)) continue;
    const bridged = graph.prevs(event).some((prev) => !replica.has(prev));
    const reported = bridged ? replica.lens.states.before(event) : -1;
    settle(server, replica, { event, via: way.backfill, reported });
    replica.gaps.delete(event);
    found++;
  }
  return found;
}
