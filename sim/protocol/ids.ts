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
const digestRoomId = /^![0-9A-Za-z_-]{43}$/;
const digestEventId = /^\$[0-9A-Za-z_-]{43}$/;
const standardDigestEventId = /^\$[0-9A-Za-z+/]{43}$/;

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
  if (version.roomIdIsCreateHash) return digestRoomId.test(text);
  return hasSigilAndServer(text, "!");
}

/**
 * True for an event ID of the version's form: `$` and 43 characters of base64, URL-safe since
 * version 4; `$opaque:server` in 1 and 2.
 */
export function isEventId(text: string, version: RoomVersion): text is EventId {
  if (version.eventIds === "on-wire") return hasSigilAndServer(text, "$");
  return (version.eventIds === "base64" ? standardDigestEventId : digestEventId).test(text);
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
