// What a virtual homeserver needs from whoever drives it: time, the wire, timers, keys, and
// somebody who writes down what happened. The simulator gives virtual ones, a bridge real ones.
import type { Pdu } from "../protocol/event.ts";
import type { EventIndex } from "../protocol/room-graph.ts";
import type { Signer } from "../protocol/signing.ts";
import type { Recorder } from "./recorder.ts";
import type { RoomEvent, RoomRequest } from "./request.ts";
import type { SharedRoom } from "./replica/shared-room.ts";
import type { Waits } from "./send/waits.ts";

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
