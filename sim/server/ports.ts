// What a virtual homeserver needs from whoever drives it: time, the wire, timers, keys, and
// somebody who writes down what happened. The simulator gives virtual ones, a bridge real ones.
import type { Pdu } from "../protocol/event.ts";
import type { EventIndex } from "../protocol/room-graph.ts";
import type { Resolution } from "../protocol/room-states.ts";
import type { Signer } from "../protocol/signing.ts";
import type { StateId } from "../protocol/state.ts";
import type { Answer, RoomEvent, RoomRequest } from "./request.ts";
import type { ExtremitySet } from "./extremity-sets.ts";
import type { Replica } from "./replica.ts";
import type { SharedRoom } from "./shared-room.ts";
import type { Waits } from "./waits.ts";

/** Numbers of `arrivalWays` and `eventVerdicts` of the trace. */
export const way = { own: 0, send: 1, backfill: 2, missing: 3, state: 4, join: 5 } as const;
export type Way = (typeof way)[keyof typeof way];

/** What a server made of an event; 0 means that it does not know the event. */
export const verdict = { unknown: 0, outlier: 1, accepted: 2, softFailed: 3, rejected: 4 } as const;
export type Verdict = (typeof verdict)[keyof typeof verdict];

/** Why a receipt check failed. */
export interface Reason {
  readonly check: number;
  readonly rule: string;
  readonly spec: string;
  readonly detail: string;
}

/** An event's arrival at a server. */
export interface Arrival {
  readonly server: number;
  readonly room: SharedRoom;
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
  made(server: number, room: SharedRoom, event: EventIndex): void;
  arrived(arrival: Arrival): void;
  /** New forward extremities and the current state over them. */
  moved(server: number, room: SharedRoom, set: ExtremitySet, current: StateId): void;
  resolved(input: {
    server: number;
    room: SharedRoom;
    why: ResolutionPurpose;
    event: EventIndex;
    resolution: Resolution;
    dialect: string;
  }): void;
  /** A server took a whole room over, as another server's replica has it. */
  adopted(server: number, replica: Replica): void;
  /** A server joined with part of a room's state, cannot get the rest, or has it. */
  partial(
    server: number,
    room: SharedRoom,
    about: {
      readonly step: "begin" | "stuck" | "end";
      readonly join: EventIndex;
      readonly servers: readonly number[];
    },
  ): void;
  mark(server: number, mark: string, what: string, room: SharedRoom, event: EventIndex): void;
}

/** The wire. Answers come back through `Homeserver.answered`. */
export interface Wire {
  /**
   * Sends a transaction to the first `count` of some destinations. The outcome at each comes back
   * through `Homeserver.delivered` or `Homeserver.undelivered`.
   */
  broadcast(from: number, pdus: readonly RoomEvent[], to: Int32Array, count: number): void;
  request(from: number, to: number, request: RoomRequest, tag: number): void;
}

/** Keys of policy servers: other ones than servers publish, and named by a room's state. */
export interface PolicyKeys {
  /** Signs with the key ID `ed25519:policy_server`. */
  signer(server: number): Signer;
  /** The key as `m.room.policy` names it; empty where it is not known. */
  publicKey(server: number): string;
  verify(claim: {
    readonly publicKey: string;
    readonly message: string;
    readonly signature: string;
  }): boolean;
}

export interface Ports {
  /** Milliseconds of virtual (or real) time. */
  now(): number;
  /** What a server's own clock says, in ms since 1970: the source of origin_server_ts. */
  wallClock(server: number): number;
  /** Wakes a server at a time; comes back through `Homeserver.wake`. */
  timer(server: number, atMs: number, tag: number): void;
  readonly wire: Wire;
  readonly recorder: Recorder;
  signer(server: number): Signer;
  readonly policyKeys: PolicyKeys;
  /**
   * A server has got the policy server's signature for an event that lacked it, and will hand it on with the
   * event. Absent where servers share an event's PDU but not what each was told: there its arrival tells.
   */
  countersigned?(room: SharedRoom, event: EventIndex, signed: Pdu): void;
  /** The name of a server by number. */
  serverName(server: number): string;
  readonly serverCount: number;
  /** Which of the servers driven here wait before they try others again. */
  readonly waits: Waits;
}

export type { Answer };
