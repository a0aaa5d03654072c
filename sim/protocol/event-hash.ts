// The hashes of an event: the content hash it carries, and the reference hash that is its ID.
// Fields that only exist locally (`unsigned`, since version 3 `event_id`) are never part of one.
// Spec v1.19, server-server API, "Calculating the reference hash" and "… content hash".
import { sha256Base64, sha256Base64Url } from "#sha256";
import { decodeBase64 } from "./base64.ts";
import type { EventId, EventReference, IdentifiedPdu, Pdu, RoomId } from "./event.ts";
import {
  isPlain,
  plainContentText,
  plainSharedText,
  plainSignedText,
  writeContentText,
  writeSignedText,
} from "./event-texts.ts";
import { isObject } from "./json.ts";
import { recentDigest } from "./recent-digests.ts";
import { keptTexts, textsOf, type EventTexts } from "./recent-texts.ts";
import type { RoomVersion } from "./room-version.ts";

/**
 * The event ID: `$` and the reference hash; in versions 1 and 2 what the event says. Throws
 * `CanonicalJsonError` on an event that has no canonical form, and an error on one of version 1 or
 * 2 without an ID; `readPdu` refuses such events before.
 * @example eventId(pdu, roomVersion("11")) // "$" and 43 characters, the same at every server
 */
export function eventId(pdu: Pdu, version: RoomVersion): EventId {
  return version.eventIds === "on-wire" ? idOnWire(pdu) : `$${referenceHash(pdu, version)}`;
}

function idOnWire(pdu: Pdu): EventId {
  if (pdu.event_id === undefined) throw new Error("an event of versions 1 and 2 says its ID");
  return pdu.event_id;
}

/**
 * SHA-256 of the redacted event without its signatures: 43 characters of base64, URL-safe since
 * version 4. Spec v1.19, server-server API, "Calculating the reference hash for an event".
 */
export function referenceHash(pdu: Pdu, version: RoomVersion): string {
  const texts = textsOf(pdu, version);
  if (texts.reference === undefined) {
    const digest = recentDigest(signedText(pdu, version));
    texts.reference = version.eventIds === "base64url" ? digest.urlSafe : digest.standard;
  }
  return texts.reference;
}

/** How an event names another: by its ID, in versions 1 and 2 with its reference hash beside it. */
export function referenceTo({ id, pdu }: IdentifiedPdu, version: RoomVersion): EventReference {
  return version.edgesArePairs ? [id, { sha256: referenceHash(pdu, version) }] : id;
}

/** The text that is signed and whose hash is the event ID: redacted, unsigned, canonical. */
export function signedText(pdu: Pdu, version: RoomVersion): string {
  const texts = textsOf(pdu, version);
  texts.signed ??= isPlainBy(texts, pdu, version)
    ? plainSignedText(pdu, version, (texts.shared ??= plainSharedText(pdu)))
    : writeSignedText(pdu, version);
  return texts.signed;
}

/** The text under the content hash: the whole event but hashes, signatures and local fields. */
export function contentText(pdu: Pdu, version: RoomVersion): string {
  const texts = textsOf(pdu, version);
  texts.content ??= isPlainBy(texts, pdu, version)
    ? plainContentText(pdu, (texts.shared ??= plainSharedText(pdu)))
    : writeContentText(pdu, version);
  return texts.content;
}

function isPlainBy(texts: EventTexts, pdu: Pdu, version: RoomVersion): boolean {
  texts.plain ??= isPlain(pdu, version);
  return texts.plain;
}

/**
 * SHA-256 of the whole event but hashes and signatures: 43 characters of unpadded base64.
 * Spec v1.19, server-server API, "Calculating the content hash for an event".
 * @example pdu.hashes.sha256 === contentHash(pdu, roomVersion("11")) // true for an event nobody has altered
 */
export function contentHash(pdu: Pdu, version: RoomVersion): string {
  const texts = textsOf(pdu, version);
  texts.hash ??= sha256Base64(contentText(pdu, version));
  return texts.hash;
}

/**
 * The event ID and the content hash, from texts that are written anew: no text that was kept is believed.
 * But a text that is equal to one of which the hash is known has that hash.
 */
export function hashAnew(pdu: Pdu, version: RoomVersion): { id: EventId; content: string } {
  const { signed, content } = isPlain(pdu, version)
    ? plainTexts(pdu, version)
    : { signed: writeSignedText(pdu, version), content: writeContentText(pdu, version) };
  const kept = keptTexts(pdu, version);
  const knownContent = kept?.content === content ? kept.hash : undefined;
  const knownReference = kept?.signed === signed ? kept.reference : undefined;
  const isNamed = version.eventIds === "on-wire";
  return {
    id: isNamed ? idOnWire(pdu) : `$${knownReference ?? referenceOf(signed, version)}`,
    content: knownContent ?? sha256Base64(content),
  };
}

function referenceOf(signed: string, { eventIds }: RoomVersion): string {
  return eventIds === "base64url" ? sha256Base64Url(signed) : sha256Base64(signed);
}

function plainTexts(pdu: Pdu, version: RoomVersion): { signed: string; content: string } {
  const shared = plainSharedText(pdu);
  return { signed: plainSignedText(pdu, version, shared), content: plainContentText(pdu, shared) };
}

/**
 * True where the event carries the right content hash; false also where it carries none.
 * @example contentHashHolds({ ...pdu, content: {} }, roomVersion("11")) // false, unless it was empty before
 */
export function contentHashHolds(pdu: Pdu, version: RoomVersion): boolean {
  return claimsContentHash(pdu, contentHash(pdu, version));
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

/** Base64 may be padded and still name the same bytes. */
function sameBytes(left: string, right: string): boolean {
  const a = decodeBase64(left);
  const b = decodeBase64(right);
  if (a === undefined || b === undefined || a.length !== b.length) return false;
  return a.every((byte, index) => byte === b[index]);
}
