// How large an event is as servers send it: bytes of canonical JSON with hashes and signatures,
// without `unsigned`. Called by event-format.ts, for every event; nearly all are far below the
// limit, and of those a rough bound is enough.
import type { Pdu } from "./event.ts";
import { contentText } from "./event-hash.ts";
import { isObject } from "./json.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import { hashedJson } from "./lenient-json.ts";
import type { RoomVersion } from "./room-version.ts";
import { utf8Length } from "./utf8.ts";

/** Bytes that UTF-8 has at most for a unit of a JavaScript string. */
const bytesOfUnit = 3;
/** Units that JSON has at most for one: `\u0000`. */
const unitsEscaped = 6;
/** The units of `"hashes":`, `"signatures":` and what parts them. */
const namesLength = 30;

/**
 * The bytes of an event, or, where that is allowed too, a larger number. Throws `CanonicalJsonError`
 * on an event that has no form in the version.
 * @param allowed the limit
 */
export function eventSize(pdu: Pdu, version: RoomVersion, allowed: number): number {
  const { hashes, signatures } = pdu;
  const text = contentText(pdu, version);
  const rough = text.length + lengthMost(hashes) + lengthMost(signatures) + namesLength;
  if (bytesOfUnit * rough <= allowed) return bytesOfUnit * rough;
  const others = hashedJson({ hashes, signatures } as JsonObject, version);
  // In one object, the others lose a pair of braces and gain a comma.
  return utf8Length(text) + utf8Length(others) - 1;
}

/**
 * At least as many units as an object of texts has when it is written; infinitely many where there
 * is anything else in it, or a text that has no canonical form.
 * @param depth how much deeper objects may lie: signatures lie in two
 */
function lengthMost(value: JsonValue | undefined, depth = 2): number {
  if (typeof value === "string") {
    return value.isWellFormed() ? unitsEscaped * value.length + 2 : Infinity;
  }
  if (!isObject(value) || depth === 0) return Infinity;
  let length = 2;
  for (const key in value) length += lengthMost(key) + lengthMost(value[key], depth - 1) + 2;
  return length;
}
