// Events that a server knows only as part of a state or an auth chain: they have no state of their
// own, but must pass the rules by their auth events. Who takes them for more gets a state out of
// nothing.
import { authoriseByAuthEvents } from "../../protocol/auth/index.ts";
import type { EventIndex } from "../../protocol/room-graph.ts";
import { emptyState, type StateId } from "../../protocol/state.ts";
import type { OwnServer } from "../own-server.ts";
import { verdict, type Way } from "../verdict.ts";
import { record } from "./recording.ts";
import type { Replica } from "../replica/replica.ts";

/** Takes events as outliers, those that others cite first. */
export function takeOutliers(
  server: OwnServer,
  replica: Replica,
  events: readonly EventIndex[],
  via: Way,
): void {
  const { graph } = replica.shared;
  const fresh = events.filter((event) => replica.verdictOf(event) === verdict.unknown);
  fresh.sort((a, b) => graph.authHeight(a) - graph.authHeight(b) || a - b);
  for (const event of fresh) takeOutlier(server, replica, event, via);
}

function takeOutlier(server: OwnServer, replica: Replica, event: EventIndex, via: Way): void {
  const problem = replica.shared.contentProblem(event, server.remember);
  if (problem?.check === 3) replica.redact([event]);
  else if (problem !== undefined) {
    record(server, replica, { event, via, verdict: verdict.unknown, why: problem });
    return;
  }
  // Without its auth events nothing can be said; it stays unknown.
  if (lacksAuthEvents(replica, event)) return;
  const cited = replica.divergent
    ? authoriseByAuthEvents(replica.graph, event, replica.rejected, replica.lens.states.dialect)
    : replica.lens.allowedByAuthEvents(event);
  replica.setVerdict(event, cited.ok ? verdict.outlier : verdict.rejected);
  replica.noteRejection(event, !cited.ok);
  if (!cited.ok) replica.placeless.add(event);
  const why = cited.ok ? undefined : { check: 4, ...cited };
  record(server, replica, {
    event,
    via,
    verdict: cited.ok ? verdict.outlier : verdict.rejected,
    why: why && { check: 4, rule: why.rule, spec: why.spec, detail: why.detail },
  });
}

/** True if the server has never heard of something that the event cites. */
export function lacksAuthEvents(replica: Replica, event: EventIndex): boolean {
  const { graph } = replica.shared;
  for (let n = 0; n < graph.authCount(event); n++) {
    if (replica.verdictOf(graph.auth(event, n)) === verdict.unknown) return true;
  }
  return false;
}

/** True if one of the event's prev events is known as an outlier only. */
export function standsOnOutlier(replica: Replica, event: EventIndex): boolean {
  return replica.shared.graph
    .prevs(event)
    .some((prev) => replica.verdictOf(prev) === verdict.outlier);
}

/**
 * The state before an event that stands on outliers, for a server that takes them for events with a
 * state: what the other prev events bring, and what the event cites.
 */
export function stateOverOutliers(replica: Replica, event: EventIndex): StateId {
  const { graph } = replica.shared;
  const placed = [...graph.prevs(event)].filter((prev) => replica.has(prev));
  const states = placed.map((prev) => replica.stateAfter(prev));
  let state = states.length === 0 ? emptyState : replica.resolution(states).output;
  for (const auth of graph.auths(event)) {
    state = graph.states.set(state, graph.slot(auth), auth);
  }
  return state;
}
