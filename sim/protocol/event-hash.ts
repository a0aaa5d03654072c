// The hashes of an event: the content hash it carries, and the reference hash that is its ID.
// Fields that only exist locally (`event_id`, `unsigned`) are never part of a hash here.
// Spec v1.19, server-server API, "Calculating the reference hash" and "… content hash".
import { sha256Base64, sha256Base64Url } from "#sha256";
import { decodeBase64 } from "./base64.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { EventId, Pdu, RoomId } from "./event.ts";
import { emptyObject, isObject } from "./json.ts";
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

/**
 * The text that is signed and whose hash is the event ID: redacted, unsigned, canonical. PDUs are
 * never changed, so the text of an object is kept as long as the object: making, signing, naming
 * and verifying an event ask for it one after the other.
 */
export function signedText(pdu: Pdu, version: RoomVersion): string {
  const known = signedTexts.get(pdu);
  if (known !== undefined && known.version === version) return known.text;
  const text = canonicalJson(without(redact(pdu, version), signedLeavesOut));
  signedTexts.set(pdu, { version, text });
  return text;
}

const signedTexts = new WeakMap<Pdu, { version: RoomVersion; text: string }>();

/** SHA-256 of the whole event but hashes and signatures: 43 characters of unpadded base64. */
export function contentHash(pdu: Pdu): string {
  const known = contentHashes.get(pdu);
  if (known !== undefined) return known;
  const hash = sha256Base64(canonicalJson(without(pdu, contentHashLeavesOut)));
  contentHashes.set(pdu, hash);
  return hash;
}

const contentHashes = new WeakMap<Pdu, string>();

/** Says that an event differs from another in hashes and signatures only. */
export function sharesContentHash(pdu: Pdu, other: Pdu): void {
  const hash = contentHashes.get(other);
  if (hash !== undefined) contentHashes.set(pdu, hash);
}

/** Says that an event differs from another in signatures only. */
export function sharesSignedText(pdu: Pdu, other: Pdu): void {
  sharesContentHash(pdu, other);
  const signed = signedTexts.get(other);
  if (signed !== undefined) signedTexts.set(pdu, signed);
}

/** True where the event carries the right content hash; false also where it carries none. */
export function contentHashHolds(pdu: Pdu): boolean {
  const claimed = isObject(pdu.hashes) ? pdu.hashes.sha256 : undefined;
  if (typeof claimed !== "string") return false;
  const right = contentHash(pdu);
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

/** The event without `event_id` and `unsigned`, as other servers would hash and measure it. */
export function withoutLocalFields(pdu: Pdu): Pdu {
  return without(pdu, localFields);
}

const localFields: ReadonlySet<string> = new Set(["event_id", "unsigned"]);
const signedLeavesOut: ReadonlySet<string> = new Set([...localFields, "signatures"]);
const contentHashLeavesOut: ReadonlySet<string> = new Set([...signedLeavesOut, "hashes"]);

/** A copy without some fields, or the same object where it has none of them. */
function without(pdu: Pdu, fields: ReadonlySet<string>): Pdu {
  const keys = Object.keys(pdu);
  if (!keys.some((key) => fields.has(key))) return pdu;
  const kept = emptyObject();
  for (const key of keys) if (!fields.has(key)) kept[key] = pdu[key];
  return kept as Pdu;
}

/** Base64 may be padded and still name the same bytes. */
function sameBytes(left: string, right: string): boolean {
  const a = decodeBase64(left);
  const b = decodeBase64(right);
  if (a === undefined || b === undefined || a.length !== b.length) return false;
  return a.every((byte, index) => byte === b[index]);
}
