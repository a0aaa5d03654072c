// The two texts of an event: the one under its content hash and the one that is signed and whose
// hash is its ID. They share nearly all of their fields, so a usual event is written in pieces of
// which both are put together; any other event is written twice, plainly. Keeps nothing: see
// recent-texts.ts. Called by event-hash.ts only. Spec v1.19, server-server API, "Signing events".
import { CanonicalJsonError } from "./canonical-json.ts";
import type { Pdu } from "./event.ts";
import { emptyObject } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { hashedJson } from "./lenient-json.ts";
import { redact, redactContent } from "./redact.ts";
import type { RoomVersion } from "./room-version.ts";

/** An event as written pieces; what is hashed and signed but not among them is `hashes`. */
export interface EventPieces {
  readonly authEvents: string;
  readonly content: string;
  readonly depth: string;
  /** All fields after `hashes`, with the brace that closes the event. */
  readonly rest: string;
}

/** The fields that a usual event has; every version keeps them all in a redaction. */
const usualFields: ReadonlySet<string> = new Set([
  "auth_events",
  "content",
  "depth",
  "event_id",
  "hashes",
  "origin_server_ts",
  "prev_events",
  "room_id",
  "sender",
  "signatures",
  "state_key",
  "type",
  "unsigned",
]);

/** The pieces of an event, `undefined` for one that has to be written plainly. */
export function writePieces(pdu: Pdu, version: RoomVersion): EventPieces | undefined {
  if (version.eventIds === "on-wire") return undefined;
  for (const field in pdu) if (!usualFields.has(field)) return undefined;
  const { auth_events, content, depth, origin_server_ts, prev_events } = pdu;
  const { room_id, sender, state_key, type } = pdu;
  const whole = auth_events !== undefined && content !== undefined && depth !== undefined;
  if (!whole || origin_server_ts === undefined) return undefined;
  const rest = { origin_server_ts, prev_events, room_id, sender, state_key, type } as JsonObject;
  try {
    return {
      authEvents: hashedJson(auth_events, version),
      content: hashedJson(content, version),
      depth: hashedJson(depth, version),
      rest: hashedJson(rest, version).slice(1),
    };
  } catch (error) {
    // What has no canonical form may be redacted away: the event then has an ID all the same.
    if (error instanceof CanonicalJsonError) return undefined;
    throw error;
  }
}

/** The text under the content hash, put together. */
export function contentTextOf({ authEvents, content, depth, rest }: EventPieces): string {
  return `{"auth_events":${authEvents},"content":${content},"depth":${depth},${rest}`;
}

/** The text that is signed, put together: the content redacted, and with `hashes`. */
export function signedTextOf(pieces: EventPieces, pdu: Pdu, version: RoomVersion): string {
  const { authEvents, depth, rest } = pieces;
  const redacted = redactContent(pdu, version.redaction);
  const content = redacted === pdu.content ? pieces.content : hashedJson(redacted, version);
  const hashes = pdu.hashes === undefined ? "" : `"hashes":${hashedJson(pdu.hashes, version)},`;
  return `{"auth_events":${authEvents},"content":${content},"depth":${depth},${hashes}${rest}`;
}

/** The text under the content hash, written plainly: all but hashes, signatures, local fields. */
export function writeContentText(pdu: Pdu, version: RoomVersion): string {
  return hashedJson(without(pdu, leftOut(version).contentHash), version);
}

/** The text that is signed, written plainly: redacted, without signatures and local fields. */
export function writeSignedText(pdu: Pdu, version: RoomVersion): string {
  return hashedJson(redact(pdu, version, leftOut(version).signed), version);
}

/** Fields that are not signed, and not part of the content hash. */
interface LeftOut {
  readonly signed: ReadonlySet<string>;
  readonly contentHash: ReadonlySet<string>;
}

function leftOut(version: RoomVersion): LeftOut {
  return version.eventIds === "on-wire" ? whereIdsAreSent : whereIdsAreHashes;
}

const whereIdsAreHashes = leavingOut(["event_id", "unsigned"]);
const whereIdsAreSent = leavingOut(["unsigned"]);

/** @param local fields that are never sent */
function leavingOut(local: readonly string[]): LeftOut {
  const signed = new Set([...local, "signatures"]);
  return { signed, contentHash: new Set([...signed, "hashes"]) };
}

/** A copy without some fields, or the same object where it has none of them. */
function without(pdu: Pdu, fields: ReadonlySet<string>): Pdu {
  let has = false;
  for (const field of fields) has ||= pdu[field] !== undefined;
  if (!has) return pdu;
  const kept = emptyObject();
  for (const key of Object.keys(pdu)) if (!fields.has(key)) kept[key] = pdu[key];
  return kept as Pdu;
}
