// What homeservers ask of each other, as data: the server-server API without HTTP. Events and
// states are indexes into the room that both share; a bridge turns them into JSON and back.
// Spec v1.19, server-server API.
import type { EventIndex } from "../protocol/room-graph.ts";
import type { StateId } from "../protocol/state.ts";
import type { Pdu, UserId } from "../protocol/event.ts";
import type { SharedRoom } from "./replica/shared-room.ts";

/** An event of a room. */
export interface RoomEvent {
  readonly room: SharedRoom;
  readonly event: EventIndex;
}

/** A request about one room, by endpoint. */
export type RoomRequest = { readonly room: SharedRoom } & (
  | { readonly kind: "make_join" | "make_leave" | "make_knock"; readonly user: UserId }
  | {
      readonly kind: "send_join" | "send_leave" | "send_knock";
      readonly pdu: Pdu;
      /** Of a join: the state may come without the members. */
      readonly omitMembers?: boolean;
    }
  | { readonly kind: "invite"; readonly pdu: Pdu }
  /** POST /_matrix/policy/v1/sign: asks a policy server to sign an event. */
  | { readonly kind: "sign"; readonly pdu: Pdu }
  | {
      readonly kind: "get_missing_events";
      readonly earliest: readonly EventIndex[];
      readonly latest: readonly EventIndex[];
      readonly limit: number;
    }
  | { readonly kind: "state_ids" | "state" | "event_auth"; readonly event: EventIndex }
  | { readonly kind: "event"; readonly events: readonly EventIndex[] }
  | { readonly kind: "backfill"; readonly from: readonly EventIndex[]; readonly limit: number }
);

/** Endpoints; transactions go by `send`. */
export type RequestKind = RoomRequest["kind"] | "send";

/** What an endpoint answers. */
export type Answer =
  | {
      readonly ok: true;
      readonly events: readonly EventIndex[];
      /** The state before the event that was asked for. */
      readonly state?: StateId;
      /** Those of `events` that come in their redacted form. */
      readonly redacted?: readonly EventIndex[];
      /** An event that the other server has signed as well. */
      readonly pdu?: Pdu;
      /** The servers in the room, where the state came without its members. */
      readonly servers?: readonly number[];
    }
  | Template
  | Refusal;

/** The answer to make_join, make_leave and make_knock: what the event must stand on. */
export interface Template {
  readonly ok: true;
  readonly events: readonly EventIndex[];
  readonly prevEvents: readonly EventIndex[];
  readonly authEvents: readonly EventIndex[];
  readonly depth: number;
  /** Since room version 8: the resident user that vouches for a restricted join. */
  readonly voucher?: UserId;
}

/** A refusal by the other server, or the news that no answer came. */
export interface Refusal {
  readonly ok: false;
  readonly errcode: string;
  readonly error: string;
}

/** The answer that nobody gave: cut link, crashed server, lost message. */
export const noAnswer: Refusal = Object.freeze({
  ok: false,
  errcode: "NO_ANSWER",
  error: "no answer in time",
});

/** The answer of a server that has nothing more to say than yes. */
export const yes: Answer = Object.freeze({ ok: true, events: Object.freeze([]) });

/** A refusal with a Matrix error code. */
export function refusal(errcode: string, error: string): Refusal {
  return { ok: false, errcode, error };
}
