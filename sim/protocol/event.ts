// The shapes of Matrix events (PDUs) as plain data, and the few names for their parts.
// No logic: reading and checking is event-format.ts, hashing event-hash.ts.
import type { JsonObject, JsonValue } from "./json.ts";

/** `$` + 43 characters of unpadded URL-safe base64 in room versions 4 and later. */
export type EventId = string;
/** `!opaque:domain`, or in version 12 `!` + the create event's reference hash. */
export type RoomId = string;
/** `@localpart:domain`. */
export type UserId = string;
/** `host` or `host:port`. */
export type ServerName = string;

/**
 * A persistent data unit in federation format, room versions 3 and later: edges are event IDs.
 * It is a JSON object whose known fields have been checked by `readPdu`; unknown top-level
 * fields are kept, because hashes and signatures cover them.
 * Spec v1.19, server-server API, "PDUs" and rooms/vN "Event format".
 */
export interface Pdu {
  readonly type: string;
  /** Absent in the create event of version 12. */
  readonly room_id?: RoomId;
  readonly sender: UserId;
  /** Present exactly in state events. */
  readonly state_key?: string;
  readonly content: JsonObject;
  readonly prev_events: readonly EventId[];
  readonly auth_events: readonly EventId[];
  readonly depth: number;
  /** Milliseconds since 1970 by the sender's server's clock: a claim, not a fact. */
  readonly origin_server_ts: number;
  readonly hashes?: JsonObject;
  readonly signatures?: JsonObject;
  readonly unsigned?: JsonObject;
  readonly [field: string]: JsonValue | undefined;
}

/** A PDU together with its event ID. */
export interface IdentifiedPdu {
  readonly id: EventId;
  readonly pdu: Pdu;
}

/** The server part of a user ID: `@ada:alpha.test:8448` → `alpha.test:8448`. */
export function serverOf(user: UserId): ServerName {
  return user.slice(user.indexOf(":") + 1);
}
