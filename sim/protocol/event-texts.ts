// The two texts of an event: the one under its content hash and the one that is signed and whose
// hash is its ID. A plain event, as servers make them, is written as it stands, any other one field
// by field. Keeps nothing: see recent-texts.ts. Called by event-hash.ts only. Spec v1.19,
// server-server API, "Signing events".
import { standsCanonical } from "./canonical-json.ts";
import type { Pdu } from "./event.ts";
import { emptyObject } from "./json.ts";
import type { JsonValue } from "./json.ts";
import { hashedJson } from "./lenient-json.ts";
import { redact, redactContent } from "./redact.ts";
import type { RoomVersion } from "./room-version.ts";

/** The fields that a plain event has; every version keeps them all in a redaction. */
const plainFields: ReadonlySet<string> = new Set([
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

/** True for an event of the usual fields, whose values `JSON.stringify` writes canonically. */
export function isPlain(pdu: Pdu, version: RoomVersion): boolean {
  if (version.eventIds === "on-wire") return false;
  for (const field in pdu) if (!plainFields.has(field)) return false;
  const { auth_events, content, depth, origin_server_ts, prev_events } = pdu;
  return (
    auth_events !== undefined &&
    content !== undefined &&
    Number.isSafeInteger(depth) &&
    Number.isSafeInteger(origin_server_ts) &&
    standsCanonical(pdu.sender) &&
    standsCanonical(pdu.type) &&
    standsCanonical(content) &&
    standsCanonical(auth_events as JsonValue) &&
    standsCanonical(prev_events as JsonValue) &&
    (pdu.room_id === undefined || standsCanonical(pdu.room_id)) &&
    (pdu.state_key === undefined || standsCanonical(pdu.state_key))
  );
}

/** What the two texts of a plain event share: all before the content, and all after the depth. */
export interface SharedText {
  readonly head: string;
  readonly tail: string;
}

/** Written once for both texts of a plain event, as it is most of each. */
export function plainSharedText(pdu: Pdu): SharedText {
  const { auth_events, origin_server_ts, prev_events, room_id, sender, state_key, type } = pdu;
  const rest = { origin_server_ts, prev_events, room_id, sender, state_key, type };
  return {
    head: `{"auth_events":${JSON.stringify(auth_events)},"content":`,
    tail: `,${JSON.stringify(rest).slice(1)}`,
  };
}

/** The text under the content hash of a plain event. */
export function plainContentText({ content, depth }: Pdu, { head, tail }: SharedText): string {
  return `${head}${JSON.stringify(content)},"depth":${depth}${tail}`;
}

/** The text that is signed of a plain event: its content redacted, and with its hashes. */
export function plainSignedText(pdu: Pdu, version: RoomVersion, shared: SharedText): string {
  const content = redactContent(pdu, version.redaction);
  const { depth, hashes } = pdu;
  const stands =
    (content === pdu.content || standsCanonical(content)) &&
    (hashes === undefined || standsCanonical(hashes));
  if (!stands) return writeSignedText(pdu, version);
  const hashed = hashes === undefined ? "" : `,"hashes":${JSON.stringify(hashes)}`;
  const { head, tail } = shared;
  return `${head}${JSON.stringify(content)},"depth":${depth}${hashed}${tail}`;
}

/** The text under the content hash, written field by field: all but hashes, signatures, local fields. */
export function writeContentText(pdu: Pdu, version: RoomVersion): string {
  return hashedJson(without(pdu, leftOut(version).contentHash), version);
}

/** The text that is signed, written field by field: redacted, without signatures and local fields. */
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
