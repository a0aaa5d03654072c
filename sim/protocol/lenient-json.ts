// The written form of events in room versions 1 to 5, where servers must not insist on canonical
// JSON: keys in code point order and no white space as there, but numbers as the program in the
// specification writes them, which is Python: integers of any length, floats in their shortest
// form with a fraction or an exponent. Values that have a canonical form come out in it.
// Spec v1.19, appendices, "Canonical JSON", and rooms/v1, "Canonical JSON".
import { canonicalJson, CanonicalJsonError } from "./canonical-json.ts";
import { compareCodePoints } from "./code-points.ts";
import { isObject, JsonFloat, type JsonValue } from "./json.ts";
import type { RoomVersion } from "./room-version.ts";

/**
 * The text over which a room version hashes and signs: canonical JSON since version 6, lenient
 * JSON before. Throws `CanonicalJsonError` on what has no such form.
 */
export function hashedJson(value: JsonValue, version: RoomVersion): string {
  return version.strictJson ? canonicalJson(value) : lenientJson(value);
}

/**
 * Writes any value that `parseJson` reads.
 * @example lenientJson({ b: new JsonFloat("1e1"), a: 2n ** 60n }) // '{"a":1152921504606846976,"b":10.0}'
 */
export function lenientJson(value: JsonValue): string {
  if (value instanceof JsonFloat) return writeFloat(value.text);
  if (typeof value === "bigint") return String(value);
  if (isObject(value)) {
    const keys = Object.keys(value).filter((key) => value[key] !== undefined);
    const fields = keys.sort(compareCodePoints).map((key) => {
      return `${JSON.stringify(key)}:${lenientJson(value[key]!)}`;
    });
    return `{${fields.join(",")}}`;
  }
  if (Array.isArray(value)) {
    const entries: readonly JsonValue[] = value;
    return `[${entries.map(lenientJson).join(",")}]`;
  }
  return canonicalJson(value);
}

/** A number that was not written as a plain integer, as Python's `json` reads and writes it. */
function writeFloat(text: string): string {
  // `-0` is an integer to Python, and integers have one zero.
  if (text === "-0") return "0";
  const value = Number(text);
  if (!Number.isFinite(value)) {
    throw new CanonicalJsonError({ code: "float", message: `${text} is beyond every number.` });
  }
  if (Object.is(value, -0)) return "-0.0";
  const [digits, exponent] = scientific(value);
  if (exponent < -4 || exponent >= 16) {
    const sign = exponent < 0 ? "-" : "+";
    return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  // JavaScript writes all of these without an exponent, with the same digits.
  const plain = String(value);
  return plain.includes(".") ? plain : `${plain}.0`;
}

/** The shortest digits of a number and its decimal exponent: `["1.5", 3]` for 1500. */
function scientific(value: number): [digits: string, exponent: number] {
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  return [digits, Number(exponent)];
}
