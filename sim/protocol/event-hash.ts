// The hashes of an event: the content hash it carries, and the reference hash that is its ID.
// Fields that only exist locally (`event_id`, `unsigned`) are never part of a hash here.
// Spec v1.19, server-server API, "Calculating the reference hash" and "… content hash".
import { sha256Base64, sha256Base64Url } from "#sha256";
import { decodeBase64 } from "./base64.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { EventId, Pdu, RoomId } from "./event.ts";
import { emptyObject, isObject } from "./json.ts";
import { textsOf } from "./recent-texts.ts";
import { redact } from "./redact.ts";
import type { RoomVersion } from "./room-version.ts";

/**
 * The event ID: `$` and the reference hash. Throws `CanonicalJsonError` on an event that has no
 * canonical form; `readPdu` refuses such events before.
 */
export function eventId(pdu: Pdu, version: RoomVersion): EventId {
  return `$${referenceHash(pdu, version)}`;
}

/** SHA-256 of the redacted event without its signatures: 43 characters of URL-safe base64. */
export function referenceHash(pdu: Pdu, version: RoomVersion): string {
  return sha256Base64Url(signedText(pdu, version));
}

/** The text that is signed and whose hash is the event ID: redacted, unsigned, canonical. */
export function signedText(pdu: Pdu, version: RoomVersion): string {
  const texts = textsOf(pdu);
  if (texts.signed === undefined || texts.version !== version) {
    texts.signed = writeSignedText(pdu, version);
    texts.version = version;
  }
  return texts.signed;
}

/** The text under the content hash: the whole event but hashes, signatures and local fields. */
export function contentText(pdu: Pdu): string {
  const texts = textsOf(pdu);
  texts.content ??= writeContentText(pdu);
  return texts.content;
}

/** SHA-256 of the whole event but hashes and signatures: 43 characters of unpadded base64. */
export function contentHash(pdu: Pdu): string {
  const texts = textsOf(pdu);
  texts.hash ??= sha256Base64(contentText(pdu));
  return texts.hash;
}

/** The event ID and the content hash, worked out anew: nothing that was kept is believed. */
export function hashAnew(pdu: Pdu, version: RoomVersion): { id: EventId; content: string } {
  const id = `$${sha256Base64Url(writeSignedText(pdu, version))}`;
  return { id, content: sha256Base64(writeContentText(pdu)) };
}

function writeSignedText(pdu: Pdu, version: RoomVersion): string {
  return canonicalJson(redact(pdu, version, signedLeavesOut));
}

function writeContentText(pdu: Pdu): string {
  return canonicalJson(without(pdu, contentHashLeavesOut));
}

/** True where the event carries the right content hash; false also where it carries none. */
export function contentHashHolds(pdu: Pdu): boolean {
  return claimsContentHash(pdu, contentHash(pdu));
}

/** True where the event carries the given content hash, however its base64 is padded. */
export function claimsContentHash(pdu: Pdu, right: string): boolean {
  const claimed = isObject(pdu.hashes) ? pdu.hashes.sha256 : undefined;
  if (typeof claimed !== "string") return false;
  return claimed === right || sameBytes(claimed, right);
}

/**
 * The ID of the room that an event belongs to; empty where the event names none and must.
 * @param id the event's own ID: since version 12 the create event carries no room ID, and the
 * room's ID is the create event's with `!` for `$`.
 */
export function roomIdOf(pdu: Pdu, id: EventId, version: RoomVersion): RoomId {
  if (pdu.room_id !== undefined) return pdu.room_id;
  return version.roomIdIsCreateHash && pdu.type === "m.room.create" ? `!${id.slice(1)}` : "";
}

const localFields: ReadonlySet<string> = new Set(["event_id", "unsigned"]);
const signedLeavesOut: ReadonlySet<string> = new Set([...localFields, "signatures"]);
const contentHashLeavesOut: ReadonlySet<string> = new Set([...signedLeavesOut, "hashes"]);

/** A copy without some fields, or the same object where it has none of them. */
function without(pdu: Pdu, fields: ReadonlySet<string>): Pdu {
  let has = false;
  for (const field of fields) has ||= pdu[field] !== undefined;
  if (!has) return pdu;
  const kept = emptyObject();
  for (const key of Object.keys(pdu)) if (!fields.has(key)) kept[key] = pdu[key];
  return kept as Pdu;
}

/** Base64 may be padded and still name the same bytes. */
function sameBytes(left: string, right: string): boolean {
  const a = decodeBase64(left);
  const b = decodeBase64(right);
  if (a === undefined || b === undefined || a.length !== b.length) return false;
  return a.every((byte, index) => byte === b[index]);
}
