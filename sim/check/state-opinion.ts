// What the parts of auth-held share: the tally, and the referee's opinions on events in states, each
// of which is asked for once, whichever part and however many servers want it.
import type { AuthVerdict } from "../protocol/auth/verdict.ts";
import type { EventIndex } from "../protocol/room-graph.ts";
import type { StateId } from "../protocol/state.ts";
import { dialects } from "../protocol/state-res/dialect.ts";
import type { Findings } from "./findings.ts";
import type { Referee } from "./referee.ts";
import type { Reading } from "./readings.ts";
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
  /** By room and eyes (`Eyes.key`), then by event and state as one number. */
  readonly inState: Map<RoomTrace, Map<string, Map<number, AuthVerdict>>>;
}

/** The dialect by which a server reads the rules; what the referee does not know is the text. */
export function dialectOf(view: TraceView, server: number): string {
  const { dialect } = view.meta.servers[server];
  return dialects.has(dialect) ? dialect : "spec";
}

/** By what a server judges: its dialect, and the events as it has them. */
export interface Eyes {
  readonly dialect: string;
  readonly reading: Reading;
  /** The same for servers that judge by the same. */
  readonly key: string;
}

/** By what each server judges in a room, worked out once. */
export class ServerEyes {
  readonly #view: TraceView;
  readonly #room: RoomTrace;
  readonly #known: Eyes[] = [];

  constructor(view: TraceView, room: RoomTrace) {
    this.#view = view;
    this.#room = room;
  }

  of(server: number): Eyes {
    return (this.#known[server] ??= this.#eyesOf(server));
  }

  #eyesOf(server: number): Eyes {
    const dialect = dialectOf(this.#view, server);
    const reading = this.#room.readings.of(server);
    return { dialect, reading, key: reading.key === "" ? dialect : `${dialect} ${reading.key}` };
  }
}

/** Does the referee allow an event in a state, to a server's eyes? The trace must hold all of the state. */
export function stateOpinion(
  referee: Referee,
  tally: AuthTally,
  room: RoomTrace,
  { event, state, eyes }: { event: EventIndex; state: StateId; eyes: Eyes },
): AuthVerdict {
  let byEyes = tally.inState.get(room);
  if (byEyes === undefined) tally.inState.set(room, (byEyes = new Map()));
  let ofRoom = byEyes.get(eyes.key);
  if (ofRoom === undefined) byEyes.set(eyes.key, (ofRoom = new Map()));
  const { graph } = room;
  // The graph has grown to its end; in small rooms the key stays a small integer, which is faster.
  const key = state * graph.count + event;
  let verdict = ofRoom.get(key);
  if (verdict === undefined) {
    verdict = referee.authoriseByState({
      version: graph.version.id,
      dialect: eyes.dialect,
      id: graph.id(event),
      state: room.plainState(state),
      get: eyes.reading.get,
    });
    ofRoom.set(key, verdict);
  }
  return verdict;
}
