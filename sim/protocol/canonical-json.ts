// Canonical JSON: the one written form of a value, over which Matrix hashes and signs.
// Values come from json.ts, or are built as plain data. Spec v1.19, appendices, "Canonical JSON".
import { compareCodePoints } from "./code-points.ts";
import { JsonFloat } from "./json.ts";
import type { JsonObject, JsonValue } from "./json.ts";

/** Why a value has no canonical form (strict since room version 6). */
export interface CanonicalJsonProblem {
  readonly code: "float" | "integer-range" | "lone-surrogate" | "too-deep";
  /** One sentence that names the value. */
  readonly message: string;
}

/** Thrown by `canonicalJson` for a value that has no canonical form. */
export class CanonicalJsonError extends Error {
  readonly code: CanonicalJsonProblem["code"];
  constructor(problem: CanonicalJsonProblem) {
    super(problem.message);
    this.name = "CanonicalJsonError";
    this.code = problem.code;
  }
}

/** Deeper values are refused rather than allowed to exhaust the stack; the reader stops earlier. */
const depthMax = 1000;

/**
 * Writes a value canonically: no white space, keys in code point order, shortest escapes, integers
 * within ±(2^53−1). Keys whose value is `undefined` are left out.
 * Throws `CanonicalJsonError` where `checkCanonical` reports a problem.
 * @example canonicalJson({ b: 1, a: "ä" }) // '{"a":"ä","b":1}'
 */
export function canonicalJson(value: JsonValue): string {
  return standsCanonical(value) ? JSON.stringify(value) : write(value, 0);
}

/** Looks for a reason why a value has no canonical form; `undefined` where it has one. */
export function checkCanonical(value: JsonValue): CanonicalJsonProblem | undefined {
  try {
    if (!standsCanonical(value)) write(value, 0);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof CanonicalJsonError)) throw thrown;
    return { code: thrown.code, message: thrown.message };
  }
}

/**
 * True if `JSON.stringify` writes the value canonically as it stands, which it does many times
 * faster than `write`: sorted keys and nothing to refuse. Events that we make are built that way.
 * Anything else, bad values included, is left to `write`.
 */
export function standsCanonical(value: JsonValue, depth = 0): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value === "number") return Number.isSafeInteger(value);
  if (typeof value !== "object" || value === null) return typeof value !== "bigint";
  if (depth >= depthMax || value instanceof JsonFloat) return false;
  if (isArray(value)) {
    for (let n = 0; n < value.length; n++) if (!standsCanonical(value[n], depth + 1)) return false;
    return true;
  }
  let before: string | undefined;
  // Faster than a list of keys; nothing inherits a key here, see `emptyObject`.
  for (const key in value) {
    if (before !== undefined && compareCodePoints(before, key) > 0) return false;
    before = key;
    const entry = value[key];
    if (!key.isWellFormed() || (entry !== undefined && !standsCanonical(entry, depth + 1))) {
      return false;
    }
  }
  return true;
}

function write(value: JsonValue, depth: number): string {
  switch (typeof value) {
    case "string":
      return writeString(value);
    case "number":
      return writeNumber(value);
    case "boolean":
      return value ? "true" : "false";
    case "bigint":
      return refuse("integer-range", `The integer ${short(String(value))} is beyond ±(2^53−1).`);
    default:
      if (value === null) return "null";
      if (value instanceof JsonFloat) {
        return refuse("float", `${short(value.text)} is not written as an integer.`);
      }
      if (depth >= depthMax) return refuse("too-deep", `Values nest deeper than ${depthMax}.`);
      return isArray(value) ? writeArray(value, depth + 1) : writeObject(value, depth + 1);
  }
}

function writeObject(object: JsonObject, depth: number): string {
  let text = "{";
  let separator = "";
  for (const key of sortedKeys(object)) {
    const value = object[key];
    if (value === undefined) continue;
    text += separator + writeString(key) + ":" + write(value, depth);
    separator = ",";
  }
  return text + "}";
}

function writeArray(array: readonly JsonValue[], depth: number): string {
  let text = "[";
  for (let index = 0; index < array.length; index++) {
    text += (index === 0 ? "" : ",") + write(array[index], depth);
  }
  return text + "]";
}

/** Most objects come already sorted, from a canonical text: those cost no sort. */
function sortedKeys(object: JsonObject): string[] {
  const keys = Object.keys(object);
  for (let index = 1; index < keys.length; index++) {
    if (compareCodePoints(keys[index - 1], keys[index]) > 0) return keys.sort(compareCodePoints);
  }
  return keys;
}

/** What may not stand in a string as it is: control characters, `"`, `\` and surrogates. */
const special = /[\u0000-\u001f"\\\ud800-\udfff]/;

function writeString(text: string): string {
  if (!special.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) {
    return refuse("lone-surrogate", `${short(JSON.stringify(text))} holds a lone surrogate.`);
  }
  // JSON.stringify escapes exactly what the specification asks for, in the shortest form.
  return JSON.stringify(text);
}

function writeNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  const code = Number.isInteger(value) ? "integer-range" : "float";
  return refuse(code, `The number ${value} is not an integer within ±(2^53−1).`);
}

function isArray(value: JsonObject | readonly JsonValue[]): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function short(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}

function refuse(code: CanonicalJsonProblem["code"], message: string): never {
  throw new CanonicalJsonError({ code, message });
}
