// Grammar of Matrix identifiers: what may name a server, a user, a room, an event.
// Spec v1.19, appendices, "Server Name" and "Common Identifier Format".
import type { EventId, RoomId, ServerName, UserId } from "./event.ts";
import type { RoomVersion } from "./room-version.ts";
import { utf8Length } from "./utf8.ts";

/** Longest identifier of any kind, in bytes. */
export const idBytesMax = 255;

const dnsName = /^[0-9A-Za-z.-]{1,255}$/;
const withPort = /^(.*):[0-9]{1,5}$/s;
const ipv6 = /^\[[0-9A-Fa-f:.]{2,45}\]$/;

/** Characters of unpadded base64 for the 32 bytes of a hash. */
const digestLength = 43;
const standardDigits = digitsOf("+/");
const urlSafeDigits = digitsOf("-_");

/**
 * True for `host` or `host:port`, where host is a DNS name, an IPv4 or a bracketed IPv6 address.
 * @example isServerName("[::1]:8448") // true
 */
export function isServerName(text: string): text is ServerName {
  const host = withPort.exec(text)?.[1] ?? text;
  return dnsName.test(host) || ipv6.test(host);
}

/**
 * True for `@localpart:server` of at most 255 bytes. Historical localparts are allowed, as servers
 * must: any code points but `:`, NUL and surrogates, even none at all.
 * @example isUserId("@:alpha.test") // true
 */
export function isUserId(text: string): text is UserId {
  return hasSigilAndServer(text, "@");
}

/**
 * True for a room ID of the version's form: `!` and the create event's hash since version 12,
 * `!opaque:server` before.
 */
export function isRoomId(text: string, version: RoomVersion): text is RoomId {
  if (version.roomIdIsCreateHash) return isDigest(text, "!", urlSafeDigits);
  return hasSigilAndServer(text, "!");
}

/**
 * True for an event ID of the version's form: `$` and 43 characters of base64, URL-safe since
 * version 4; `$opaque:server` in 1 and 2.
 */
export function isEventId(text: string, version: RoomVersion): text is EventId {
  if (version.eventIds === "on-wire") return hasSigilAndServer(text, "$");
  return isDigest(text, "$", version.eventIds === "base64" ? standardDigits : urlSafeDigits);
}

/** A sigil and a hash. Asked of every edge of an event: a regular expression takes twice as long. */
function isDigest(text: string, sigil: string, digits: Uint8Array): boolean {
  if (text.length !== digestLength + 1 || text[0] !== sigil) return false;
  for (let at = 1; at < text.length; at++) if (digits[text.charCodeAt(at)] !== 1) return false;
  return true;
}

/** By code unit: 1 for a character of base64 that ends with these two. */
function digitsOf(lastTwo: string): Uint8Array {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const digits = new Uint8Array(128);
  for (const digit of letters + letters.toLowerCase() + "0123456789" + lastTwo) {
    digits[digit.charCodeAt(0)] = 1;
  }
  return digits;
}

/**
 * True for any event ID of at most 255 bytes, also those that older versions or people made up
 * (`$CREATE`, `$1:alpha.test`).
 */
export function isOpaqueEventId(text: string): text is EventId {
  return text.length > 1 && text.startsWith("$") && fits(text) && text.isWellFormed();
}

function hasSigilAndServer(text: string, sigil: string): boolean {
  if (!text.startsWith(sigil) || !fits(text)) return false;
  const colon = text.indexOf(":");
  if (colon < 0) return false;
  const localpart = text.slice(1, colon);
  return (
    !localpart.includes("\0") && localpart.isWellFormed() && isServerName(text.slice(colon + 1))
  );
}

function fits(text: string): boolean {
  return text.length <= idBytesMax && utf8Length(text) <= idBytesMax;
}
