// The shapes of Matrix events (PDUs) as plain data, and the few names for their parts.
// No logic: reading and checking is event-format.ts, hashing event-hash.ts.
import type { JsonObject, JsonValue } from "./json.ts";

/**
 * `$` + 43 characters of unpadded base64, URL-safe since version 4, with `+` and `/` in 3; in
 * versions 1 and 2 `$opaque:domain`, which its maker chose.
 */
export type EventId = string;
/** `!opaque:domain`, or in version 12 `!` + the create event's reference hash. */
export type RoomId = string;
/** `@localpart:domain`. */
export type UserId = string;
/** `host` or `host:port`. */
export type ServerName = string;

/**
 * How an event names another: by its ID; in versions 1 and 2 by a pair of its ID and its
 * reference hash, `["$id:domain", { sha256: "…" }]`.
 */
export type EventReference = EventId | readonly [EventId, JsonObject];

/**
 * A persistent data unit in federation format. It is a JSON object whose known fields have been checked by `readPdu`; unknown top-level
 * fields are kept, because hashes and signatures cover them.
 * Spec v1.19, server-server API, "PDUs" and rooms/vN "Event format".
 */
export interface Pdu {
  /** On the wire in versions 1 and 2 alone; later a local note, since the ID is a hash. */
  readonly event_id?: EventId;
  readonly type: string;
  /** Absent in the create event of version 12. */
  readonly room_id?: RoomId;
  readonly sender: UserId;
  /** Present exactly in state events. */
  readonly state_key?: string;
  readonly content: JsonObject;
  readonly prev_events: readonly EventReference[];
  readonly auth_events: readonly EventReference[];
  /** A bigint beyond ±(2^53−1), which versions 1 to 5 allow. */
  readonly depth: number | bigint;
  /** Milliseconds since 1970 by the sender's server's clock: a claim, not a fact. */
  readonly origin_server_ts: number | bigint;
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

/**
 * The server part of a user ID, with its port.
 * @example serverOf("@ada:alpha.test:8448") // "alpha.test:8448"
 */
export function serverOf(user: UserId): ServerName {
  return user.slice(user.indexOf(":") + 1);
}

/** The IDs of the events before an event, whatever form its references have. */
export function prevIds(pdu: Pdu): readonly EventId[] {
  return idsOf(pdu.prev_events);
}

/** The IDs of an event's auth events, whatever form its references have. */
export function authIds(pdu: Pdu): readonly EventId[] {
  return idsOf(pdu.auth_events);
}

/** The ID in a reference. */
export function referenceId(reference: EventReference): EventId {
  return typeof reference === "string" ? reference : reference[0];
}

function idsOf(references: readonly EventReference[]): readonly EventId[] {
  return arePlain(references) ? references : references.map(referenceId);
}

function arePlain(references: readonly EventReference[]): references is readonly EventId[] {
  return references.every((reference) => typeof reference === "string");
}
