// Careful reading of event content by the twin: content is hostile, so a field may be missing, of
// any type, or named like something every JavaScript object inherits. Also the identifier grammars
// that rules ask for (spec v1.19, appendices, "User identifiers" and "Server name").
import type { JsonValue } from "../../sim/protocol/json.ts";

/** An object whose fields are read with `field` alone. */
export type Fields = { readonly [name: string]: JsonValue | undefined };

/** The object itself, or `undefined` for anything that is no JSON object. */
export function asObject(value: JsonValue | undefined): Fields | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return value as Fields;
}

/** A field that the object itself has; inherited ones (`constructor`) do not count. */
export function field(object: Fields | undefined, name: string): JsonValue | undefined {
  if (object === undefined || !Object.hasOwn(object, name)) return undefined;
  return object[name];
}

/** The value as a text, or `undefined` for every other type. */
export function asText(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The value as an integer, or `undefined`: power levels are never texts since version 10. */
export function asInteger(value: JsonValue | undefined): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined;
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
  if (!text.isWellFormed() || new TextEncoder().encode(text).length > 255) return false;
  const parts = /^@[^:\0]*:(.*)$/su.exec(text);
  return parts !== null && isServerName(parts[1] ?? "");
}

/** `server_name = hostname [ ":" port ]`. */
function isServerName(text: string): boolean {
  const bracketed = /^\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?$/;
  const named = /^[0-9A-Za-z.-]{1,255}(:[0-9]{1,5})?$/;
  return bracketed.test(text) || named.test(text);
}
