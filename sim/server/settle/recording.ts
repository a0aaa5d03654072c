// What a server writes down of its decisions: arrivals with their verdicts, and resolutions.
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { Resolution } from "../../protocol/room-states.ts";
import type { StateId } from "../../protocol/state.ts";
import type { OwnServer } from "../own-server.ts";
import type { Reason, Verdict, Way } from "../verdict.ts";
import type { ResolutionPurpose } from "../recorder.ts";
import type { Replica } from "../replica/replica.ts";

/** Writes a resolution down; one state alone needs none. */
export function recordResolution(
  server: OwnServer,
  replica: Replica,
  why: ResolutionPurpose,
  event: EventIndex,
  resolution: Resolution,
): void {
  if (resolution.inputs.length < 2) return;
  server.ports.recorder.resolved({
    server: server.number,
    room: replica.shared,
    why,
    event,
    resolution,
    dialect: server.policy.dialect,
  });
}

/** Writes an arrival down. */
export function record(
  server: OwnServer,
  replica: Replica,
  arrival: {
    event: EventIndex;
    via: Way;
    verdict: Verdict;
    before?: StateId;
    after?: StateId;
    against?: StateId;
    why?: Reason | undefined;
  },
): void {
  const { event, via, before = -1, after = -1, against = -1, why } = arrival;
  server.ports.recorder.arrived({
    server: server.number,
    room: replica.shared,
    event,
    via,
    verdict: arrival.verdict,
    before,
    after,
    against,
    why,
    redacted: replica.isRedacted(event),
  });
}
