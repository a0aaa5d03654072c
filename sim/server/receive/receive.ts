// How a server takes an event in that another one sent: receipt checks 1 to 3, and whether it knows
// what the event stands on. The verdict is given in settle/settle.ts. Spec v1.19, server-server API,
// "Checks performed on receipt of a PDU".
import type { EventIndex } from "../../protocol/room-graph.ts";
import { fillGap } from "./gap.ts";
import type { OwnServer } from "../own-server.ts";
import { standsOnOutlier, stateOverOutliers } from "../settle/outliers.ts";
import { settleSigned } from "./policy-server.ts";
import { verdict, way } from "../verdict.ts";
import { record } from "../settle/recording.ts";
import type { InboxItem } from "../replica/pending.ts";
import type { Replica } from "../replica/replica.ts";

/** Takes an event that another server sent; it is received now or once a gap is dealt with. */
export function offer(server: OwnServer, replica: Replica, item: InboxItem): void {
  if (replica.isIdle) receive(server, replica, item);
  else replica.inbox.push(item);
}

/** Goes on with the inbox until it is empty or the server has to wait for an answer. */
export function drain(server: OwnServer, replica: Replica): void {
  while (replica.waiting === undefined) {
    const item = replica.inbox.shift();
    if (item === undefined) return replica.settleDown(server.policy);
    receive(server, replica, item);
  }
}

function receive(server: OwnServer, replica: Replica, item: InboxItem): void {
  const { event, via } = item;
  if (replica.has(event)) return item.then?.();
  if (via === way.missing) {
    const { recorder } = server.ports;
    if (replica.shared.receipts.take(event, server.number, recorder, via)) return item.then?.();
  }
  // Checks 1 to 3: format, signatures, content hash.
  const problem = replica.shared.contentProblem(event, server.remember);
  if (problem?.check === 3) replica.redact([event]);
  else if (problem !== undefined) {
    record(server, replica, { event, via: item.via, verdict: verdict.unknown, why: problem });
    return item.then?.();
  }
  const { trustsOutliers } = server.policy;
  if (lacksAny(replica, event, trustsOutliers)) return fillGap(server, replica, item);
  const guesses = trustsOutliers && standsOnOutlier(replica, event);
  settleSigned(server, replica, item, guesses ? stateOverOutliers(replica, event) : -1);
}

/** True if a prev event is unknown or (unless it is trusted) only an outlier, or an auth event unknown. */
function lacksAny(replica: Replica, event: EventIndex, trustsOutliers: boolean): boolean {
  const { graph } = replica.shared;
  for (let n = graph.prevCount(event) - 1; n >= 0; n--) {
    const prev = graph.prev(event, n);
    if (replica.has(prev)) continue;
    if (!trustsOutliers || replica.verdictOf(prev) !== verdict.outlier) return true;
  }
  for (let n = graph.authCount(event) - 1; n >= 0; n--) {
    if (replica.verdictOf(graph.auth(event, n)) === verdict.unknown) return true;
  }
  return false;
}
