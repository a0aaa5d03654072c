// Careful reading of event content by the twin: content is hostile, so a field may be missing, of
// any type, or named like something every JavaScript object inherits. Also the identifier grammars
// that rules ask for (spec v1.19, appendices, "User identifiers" and "Server name").
import type { EventId, EventReference } from "../../sim/protocol/event.ts";
import { JsonFloat, type JsonValue } from "../../sim/protocol/json.ts";

/** An object whose fields are read with `field` alone. */
export type Fields = { readonly [name: string]: JsonValue | undefined };

/** The object itself, or `undefined` for anything that is no JSON object. */
export function asObject(value: JsonValue | undefined): Fields | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  if (value instanceof JsonFloat) return undefined;
  return value as Fields;
}

/** A field that the object itself has; inherited ones (`constructor`) do not count. */
export function field(object: Fields | undefined, name: string): JsonValue | undefined {
  const value = object?.[name];
  return value !== undefined && Object.hasOwn(object!, name) ? value : undefined;
}

/** The value as a text, or `undefined` for every other type. */
export function asText(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A power level: an integer, or `Infinity` for a creator since version 12. */
export type Level = bigint | number;

/**
 * The value as a power level, or `undefined`. Up to version 9 also a text: blanks, one sign, digits,
 * blanks. Up to version 5 also a float: written out without its exponent, then cut at the point.
 */
export function asLevel(version: number, value: JsonValue | undefined): bigint | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  if (version <= 9 && typeof value === "string") {
    const text = value.trim();
    if (!/^[-+]?[0-9]+$/.test(text) || value.length > 1000) return undefined;
    return text.startsWith("-") ? -BigInt(text.slice(1)) : BigInt(text.replace("+", ""));
  }
  if (version <= 5 && typeof value === "bigint") return value;
  if (version <= 5 && value instanceof JsonFloat) return cutAtPoint(value.text);
  return undefined;
}

/** True for a float that no double holds. */
export function isTooGreat(value: JsonValue | undefined): boolean {
  return value instanceof JsonFloat && Math.abs(Number(value.text)) === Infinity;
}

function cutAtPoint(text: string): bigint | undefined {
  if (Math.abs(Number(text)) === Infinity) return undefined;
  const [mantissa = "", exponent = "0"] = text.toLowerCase().replace("-", "").split("e");
  const power = Number(text.toLowerCase().split("e")[1] ?? exponent);
  const [whole = "", fraction = ""] = mantissa.split(".");
  let digits = "";
  for (let n = 0; n < whole.length + power; n++) digits += (whole + fraction)[n] ?? "0";
  const value = BigInt(digits === "" ? "0" : digits);
  return text.startsWith("-") ? -value : value;
}

/** The events that references name: by ID, in versions 1 and 2 by a pair of ID and hash. */
export function named(references: readonly EventReference[]): readonly EventId[] {
  if (!references.some(Array.isArray)) return references as readonly EventId[];
  return references.map(
    (reference) => (Array.isArray(reference) ? reference[0] : reference) as EventId,
  );
}

/** What follows the first colon of an identifier: its server; `undefined` without a colon. */
export function domainOf(identifier: JsonValue | undefined): string | undefined {
  if (typeof identifier !== "string") return undefined;
  const colon = identifier.indexOf(":");
  return colon < 0 ? undefined : identifier.slice(colon + 1);
}

/**
 * True for a user ID that servers must accept, the historical ones included.
 * @example isUserId("@ada:alpha.test:8448") // true
 */
export function isUserId(text: string): boolean {
  const isLong = text.length > 255 / 3 && new TextEncoder().encode(text).length > 255;
  if (isLong || !text.isWellFormed()) return false;
  const parts = /^@[^:\0]*:(.*)$/su.exec(text);
  return parts !== null && isServerName(parts[1] ?? "");
}

/** `server_name = hostname [ ":" port ]`. */
function isServerName(text: string): boolean {
  const bracketed = /^\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?$/;
  const named = /^[0-9A-Za-z.-]{1,255}(:[0-9]{1,5})?$/;
  return bracketed.test(text) || named.test(text);
}
