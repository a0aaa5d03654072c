// What the parts of auth-held share: the tally, and the referee's opinions on events in states, each
// of which is asked for once, whichever part and however many servers want it.
import type { AuthVerdict } from "../protocol/auth/verdict.ts";
import type { EventIndex } from "../protocol/room-graph.ts";
import type { StateId } from "../protocol/state.ts";
import { dialects } from "../protocol/state-res/dialect.ts";
import type { Findings } from "./findings.ts";
import type { Referee } from "./referee.ts";
import type { RoomTrace } from "./room-trace.ts";
import type { TraceView } from "./trace-view.ts";

/** What the parts of this check share. */
export interface AuthTally {
  readonly broken: Findings;
  /** Different questions that the referee answered. */
  events: number;
  resolutions: number;
  /** Arrivals whose soft failure was judged. */
  softFailures: number;
  /** Records that could not be judged, because the trace lacks a state or an event. */
  untold: number;
  /** By room and dialect, then by event and state as one number. */
  readonly inState: Map<RoomTrace, Map<string, Map<number, AuthVerdict>>>;
}

/** The dialect by which a server reads the rules; what the referee does not know is the text. */
export function dialectOf(view: TraceView, server: number): string {
  const { dialect } = view.meta.servers[server];
  return dialects.has(dialect) ? dialect : "spec";
}

/** Does the referee allow an event in a state, by a dialect? The trace must hold all of the state. */
export function stateOpinion(
  referee: Referee,
  tally: AuthTally,
  room: RoomTrace,
  { event, state, dialect }: { event: EventIndex; state: StateId; dialect: string },
): AuthVerdict {
  let byDialect = tally.inState.get(room);
  if (byDialect === undefined) tally.inState.set(room, (byDialect = new Map()));
  let ofRoom = byDialect.get(dialect);
  if (ofRoom === undefined) byDialect.set(dialect, (ofRoom = new Map()));
  const { graph } = room;
  // The graph has grown to its end; in small rooms the key stays a small integer, which is faster.
  const key = state * graph.count + event;
  let verdict = ofRoom.get(key);
  if (verdict === undefined) {
    verdict = referee.authoriseByState({
      version: graph.version.id,
      dialect,
      id: graph.id(event),
      state: room.plainState(state),
      get: room.pdu,
    });
    ofRoom.set(key, verdict);
  }
  return verdict;
}
