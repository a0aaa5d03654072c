// Who writes down what homeservers do: a trace, a watcher of real servers, or nobody. It is told of facts
// only, and asks no more of a room than what the facts mean.
import type { EventIndex, RoomGraph } from "../protocol/room-graph.ts";
import type { Resolution } from "../protocol/room-states.ts";
import type { StateId } from "../protocol/state.ts";
import type { ExtremitySet, ExtremitySets } from "./replica/extremity-sets.ts";
import type { Reason, Verdict, Way } from "./verdict.ts";

/** A room as whoever writes down needs it. */
export interface RecordedRoom {
  /** Number of the room in the run. */
  readonly number: number;
  readonly graph: RoomGraph;
  readonly sets: ExtremitySets;
}

/** What one server knows of a room, to be written down as a whole. */
export interface RecordedReplica {
  readonly shared: RecordedRoom;
  readonly extremities: ExtremitySet;
  readonly current: StateId;
  stateBefore(event: EventIndex): StateId;
  stateAfter(event: EventIndex): StateId;
  forEachKnown(visit: (event: EventIndex, verdict: Verdict) => void): void;
}

/** An event's arrival at a server. */
export interface Arrival {
  readonly server: number;
  readonly room: RecordedRoom;
  readonly event: EventIndex;
  readonly via: Way;
  readonly verdict: Verdict;
  /** -1 where there is none (outliers). */
  readonly before: StateId;
  readonly after: StateId;
  /**
   * The state that receipt check 6 asked where it was not the current one: over a gap, and
   * without a joined member. -1 otherwise.
   */
  readonly against: StateId;
  readonly why: Reason | undefined;
  /** The event came in its redacted form: the server may not see what it says. */
  readonly redacted?: boolean;
  /** The signature of the room's policy server that the event lacked, and which the server asked for. */
  readonly policySignature?: string | undefined;
}

/** What a resolution was for: the state before an event, the current state, or check 6. */
export type ResolutionPurpose = "before" | "current" | "soft-failure";

/** Writes the trace. Called often: implementations fold a hash and, by level, keep a record. */
export interface Recorder {
  /** A server made an event. */
  made(server: number, room: RecordedRoom, event: EventIndex): void;
  arrived(arrival: Arrival): void;
  /** New forward extremities and the current state over them. */
  moved(server: number, room: RecordedRoom, set: ExtremitySet, current: StateId): void;
  resolved(input: {
    server: number;
    room: RecordedRoom;
    why: ResolutionPurpose;
    event: EventIndex;
    resolution: Resolution;
    dialect: string;
  }): void;
  /** A server took a whole room over, as another server's replica has it. */
  adopted(server: number, replica: RecordedReplica): void;
  /** A server joined with part of a room's state, cannot get the rest, or has it. */
  partial(
    server: number,
    room: RecordedRoom,
    about: {
      readonly step: "begin" | "stuck" | "end";
      readonly join: EventIndex;
      readonly servers: readonly number[];
    },
  ): void;
  mark(server: number, mark: string, what: string, room: RecordedRoom, event: EventIndex): void;
}
