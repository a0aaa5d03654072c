// Receipt check 1: is this JSON value an event of the room version's format, within its limits?
// Nothing here looks at hashes, signatures, other events or rules. Spec v1.19, rooms/vN, "Event
// format"; client-server API, "Size limits"; server-server API, "PDUs".
// Longer than most files because it is one list of checks, each of a few lines.
import { CanonicalJsonError } from "./canonical-json.ts";
import type { Pdu } from "./event.ts";
import { isAnyReference, isReference } from "./event-reference.ts";
import { eventSize } from "./event-size.ts";
import { idBytesMax, isEventId, isRoomId, isUserId } from "./ids.ts";
import { isObject } from "./json.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import type { RoomVersion } from "./room-version.ts";
import { codePointLength, utf8Length } from "./utf8.ts";

/** The limits of an event. */
export const pduLimits = {
  /** Bytes of canonical JSON with hashes and signatures, without `unsigned`. */
  eventBytesMax: 65_536,
  /** Bytes of each of `sender`, `room_id`, `event_id`, `state_key` and `type`. */
  keyBytesMax: idBytesMax,
  prevEventsMax: 20,
  authEventsMax: 10,
  depthMax: Number.MAX_SAFE_INTEGER,
  /** Of `depth` and `origin_server_ts` in versions 1 to 5. */
  lenientIntegerMax: 2n ** 63n - 1n,
} as const;

/** Why a value is not an event. */
export interface PduProblem {
  readonly code:
    | "not-an-object"
    | "missing-field"
    | "wrong-type"
    | "bad-id"
    | "too-long"
    | "too-many"
    | "out-of-range"
    | "not-canonical"
    | "too-large";
  /** The top-level field, where one is to blame. */
  readonly field?: string;
  /** One sentence. */
  readonly message: string;
}

/** An event, or why the value is none. */
export type PduResult =
  { readonly ok: true; readonly pdu: Pdu } | { readonly ok: false; readonly problem: PduProblem };

/** An event that may lack fields, and which of them it lacks. */
export type LenientPduResult =
  | { readonly ok: true; readonly pdu: Pdu; readonly missing: readonly string[] }
  | { readonly ok: false; readonly problem: PduProblem };

/**
 * Checks a value as a server checks an event that it receives.
 * @param options `edgeLimits: false` for answers to backfill, where more than 20 `prev_events` or
 * 10 `auth_events` must be let through (default true).
 * @returns the same object, typed: nothing is copied, nothing filled in.
 * @example
 * const read = readPdu(JSON.parse(text), roomVersion("11"));
 * if (!read.ok) console.log(read.problem.message);
 */
export function readPdu(
  value: JsonValue,
  version: RoomVersion,
  options: { readonly edgeLimits?: boolean } = {},
): PduResult {
  if (!isObject(value)) return failed("not-an-object", undefined, "An event is a JSON object.");
  const problem =
    (isUsual(value, version) ? undefined : findMissingOrWrong(value, version)) ??
    findBadId(value, version) ??
    findTooLong(value, version) ??
    findBadNumber(value, version) ??
    findBadEdges(value, (edge) => isReference(edge, version), options.edgeLimits ?? true) ??
    findBadHashes(value) ??
    findBadSignatures(value) ??
    findBadSize(value as Pdu, version);
  return problem === undefined ? { ok: true, pdu: value as Pdu } : { ok: false, problem };
}

/**
 * Checks only what a room graph needs, for rooms from elsewhere that lack hashes, signatures or
 * more: `type`, `sender`, `content`, both lists of edges (any event IDs, alone or in pairs with a
 * hash), and the types of `state_key`, `room_id`, `depth` and `origin_server_ts` where they are
 * there.
 * @returns the same object; fields in `missing` are absent although the type promises them.
 */
export function readPduLeniently(value: JsonValue, version: RoomVersion): LenientPduResult {
  if (!isObject(value)) return failed("not-an-object", undefined, "An event is a JSON object.");
  const problem =
    findMissing(value, graphFields) ??
    findWrongType(value) ??
    findBadNumber(value, version) ??
    findBadEdges(value, isAnyReference, false);
  if (problem !== undefined) return { ok: false, problem };
  if (!isUserId(value.sender as string)) return badId("sender", "a user ID");
  const missing = requiredFields(value, version).filter((field) => value[field] === undefined);
  return { ok: true, pdu: value as Pdu, missing };
}

const graphFields = ["type", "sender", "content", "prev_events", "auth_events"] as const;
const wireFields = [...graphFields, "depth", "origin_server_ts", "hashes", "signatures"] as const;
const roomFields = [...wireFields, "room_id"] as const;
const namedFields = [...roomFields, "event_id"] as const;

/** Since v12, the create event names no room: its hash is the room's ID. */
function requiredFields(event: JsonObject, version: RoomVersion): readonly string[] {
  if (version.eventIds === "on-wire") return namedFields;
  return version.roomIdIsCreateHash && isCreate(event) ? wireFields : roomFields;
}

function isCreate(event: JsonObject): boolean {
  return event.type === "m.room.create";
}

/**
 * True for an event that has every field that one may have to have, each of its type: nearly all are
 * so, and the tables, which say what is amiss with the others, take ten times as long.
 */
function isUsual(event: JsonObject, version: RoomVersion): boolean {
  return (
    version.eventIds !== "on-wire" &&
    typeof event.type === "string" &&
    typeof event.sender === "string" &&
    typeof event.room_id === "string" &&
    (event.state_key === undefined || typeof event.state_key === "string") &&
    isObject(event.content) &&
    isObject(event.hashes) &&
    isObject(event.signatures) &&
    (event.unsigned === undefined || isObject(event.unsigned)) &&
    Array.isArray(event.prev_events) &&
    Array.isArray(event.auth_events) &&
    event.depth !== undefined &&
    event.origin_server_ts !== undefined
  );
}

function findMissingOrWrong(event: JsonObject, version: RoomVersion): PduProblem | undefined {
  return findMissing(event, requiredFields(event, version)) ?? findWrongType(event);
}

function findMissing(event: JsonObject, fields: readonly string[]): PduProblem | undefined {
  const field = fields.find((name) => event[name] === undefined);
  if (field === undefined) return undefined;
  return problem("missing-field", field, `The event has no ${field}.`);
}

const fieldTypes: readonly (readonly [field: string, kind: "string" | "object" | "array"])[] = [
  ["type", "string"],
  ["sender", "string"],
  ["room_id", "string"],
  ["state_key", "string"],
  ["content", "object"],
  ["hashes", "object"],
  ["signatures", "object"],
  ["unsigned", "object"],
  ["prev_events", "array"],
  ["auth_events", "array"],
];

function findWrongType(event: JsonObject): PduProblem | undefined {
  for (const [field, kind] of fieldTypes) {
    const value = event[field];
    if (value === undefined || kindOf(value) === kind) continue;
    return problem(
      "wrong-type",
      field,
      `${field} is not ${kind === "string" ? "a" : "an"} ${kind}.`,
    );
  }
  return undefined;
}

function kindOf(value: JsonValue): string {
  if (typeof value === "string") return "string";
  if (isObject(value)) return "object";
  return Array.isArray(value) ? "array" : "other";
}

function findBadId(event: JsonObject, version: RoomVersion): PduProblem | undefined {
  if (!isUserId(event.sender as string)) return problemOfId("sender", "a user ID");
  if (version.eventIds === "on-wire") {
    const { event_id: id } = event;
    if (typeof id !== "string" || !isEventId(id, version)) {
      return problemOfId("event_id", "an event ID ($opaque:server)");
    }
  }
  const room = event.room_id as string | undefined;
  if (version.roomIdIsCreateHash && isCreate(event)) {
    if (room === undefined) return undefined;
    return problem(
      "bad-id",
      "room_id",
      "The create event names a room; its hash is the room's ID.",
    );
  }
  const form = version.roomIdIsCreateHash ? "! and a hash" : "!opaque:server";
  return isRoomId(room!, version) ? undefined : problemOfId("room_id", `a room ID (${form})`);
}

/** `sender` and `room_id` are measured in bytes by their grammar. */
function findTooLong(event: JsonObject, version: RoomVersion): PduProblem | undefined {
  for (const field of ["type", "state_key"]) {
    const text = event[field] as string | undefined;
    if (text === undefined || text.length * 3 <= pduLimits.keyBytesMax) continue;
    // The specification says bytes for all versions, but servers count code points before v11.
    const length = version.strictByteLimits ? utf8Length(text) : codePointLength(text);
    if (length <= pduLimits.keyBytesMax) continue;
    const unit = version.strictByteLimits ? "bytes" : "code points";
    const message = `${field} has ${length} ${unit}; at most ${pduLimits.keyBytesMax} are allowed.`;
    return problem("too-long", field, message);
  }
  return undefined;
}

function findBadNumber(event: JsonObject, version: RoomVersion): PduProblem | undefined {
  const longest = version.strictJson ? 0n : pduLimits.lenientIntegerMax;
  for (const field of ["depth", "origin_server_ts"]) {
    const value = event[field];
    if (value === undefined) continue;
    if (typeof value === "bigint") {
      if (value <= longest && value >= -longest) continue;
      const most = version.strictJson ? "±(2^53−1)" : "±(2^63−1)";
      return problem("out-of-range", field, `${field} is beyond ${most}.`);
    }
    if (!Number.isSafeInteger(value)) {
      return problem("wrong-type", field, `${field} is not an integer.`);
    }
  }
  if (event.depth === undefined || (event.depth as number | bigint) >= 0) return undefined;
  return problem("out-of-range", "depth", "depth is negative.");
}

const edgeFields = [
  ["prev_events", pduLimits.prevEventsMax],
  ["auth_events", pduLimits.authEventsMax],
] as const;

function findBadEdges(
  event: JsonObject,
  isGood: (edge: JsonValue) => boolean,
  limited: boolean,
): PduProblem | undefined {
  for (const [field, most] of edgeFields) {
    const edges = event[field] as readonly JsonValue[];
    const bad = edges.findIndex((edge) => !isGood(edge));
    if (bad >= 0) {
      const what = "is not an event ID in the form of the room version";
      return problem("bad-id", field, `Entry ${bad + 1} of ${field} ${what}.`);
    }
    if (limited && edges.length > most) {
      const message = `${field} has ${edges.length} entries; at most ${most} are allowed.`;
      return problem("too-many", field, message);
    }
  }
  return undefined;
}

function findBadHashes(event: JsonObject): PduProblem | undefined {
  if (typeof (event.hashes as JsonObject).sha256 === "string") return undefined;
  return problem("wrong-type", "hashes", "hashes has no sha256 in base64.");
}

function findBadSignatures(event: JsonObject): PduProblem | undefined {
  const signatures = event.signatures as JsonObject;
  for (const server in signatures) {
    if (isTexts(signatures[server])) continue;
    return problem("wrong-type", "signatures", "signatures is not server → key ID → base64.");
  }
  return undefined;
}

function isTexts(value: JsonValue | undefined): boolean {
  if (!isObject(value)) return false;
  for (const key in value) if (typeof value[key] !== "string") return false;
  return true;
}

/** Strict since version 6: floats, large integers and lone surrogates make it no event. */
function findBadSize(pdu: Pdu, version: RoomVersion): PduProblem | undefined {
  try {
    const bytes = eventSize(pdu, version, pduLimits.eventBytesMax);
    if (bytes <= pduLimits.eventBytesMax) return undefined;
    const message = `The event has ${bytes} bytes; at most ${pduLimits.eventBytesMax} are allowed.`;
    return problem("too-large", undefined, message);
  } catch (thrown) {
    if (!(thrown instanceof CanonicalJsonError)) throw thrown;
    return problem("not-canonical", undefined, thrown.message);
  }
}

function problemOfId(field: string, what: string): PduProblem {
  return problem("bad-id", field, `${field} is not ${what} of at most ${idBytesMax} bytes.`);
}

function badId(field: string, what: string): { ok: false; problem: PduProblem } {
  return { ok: false, problem: problemOfId(field, what) };
}

function failed(
  code: PduProblem["code"],
  field: string | undefined,
  message: string,
): { ok: false; problem: PduProblem } {
  return { ok: false, problem: problem(code, field, message) };
}

function problem(code: PduProblem["code"], field: string | undefined, message: string): PduProblem {
  return field === undefined ? { code, message } : { code, field, message };
}
