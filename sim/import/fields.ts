// Reading the fields of a file's outer object, with an error that names the field.
import { isObject } from "../protocol/json.ts";
import type { JsonObject, JsonValue } from "../protocol/json.ts";
import { refuse } from "./refusal.ts";

/** A field that is a string, if it is there. */
export function stringField(object: JsonObject, field: string): string | undefined {
  const value = object[field];
  if (value === undefined || typeof value === "string") return value;
  return refuseField(field, "a string");
}

/** A field that is a list of event IDs, if it is there. */
export function idsField(object: JsonObject, field: string): readonly string[] | undefined {
  const value = object[field];
  return value === undefined ? undefined : idsOf(value, field);
}

/** A field that is a list of lists of event IDs, if it is there. */
export function idListsField(
  object: JsonObject,
  field: string,
): readonly (readonly string[])[] | undefined {
  const value = object[field];
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) return refuseField(field, "a list of lists of event IDs");
  return (value as readonly JsonValue[]).map((ids) => idsOf(ids, field));
}

/** A field that maps event IDs to something; empty where it is absent. */
export function byEventField<Value>(
  object: JsonObject,
  field: string,
  read: (value: JsonValue, field: string) => Value,
): ReadonlyMap<string, Value> {
  const value = object[field];
  const found = new Map<string, Value>();
  if (value === undefined) return found;
  if (!isObject(value)) return refuseField(field, "an object with event IDs for keys");
  for (const [id, entry] of Object.entries(value)) found.set(id, read(entry!, field));
  return found;
}

/** The value as a list of event IDs; refuses the file where it is none. */
export function idsOf(value: JsonValue, field: string): readonly string[] {
  const ids: readonly JsonValue[] = Array.isArray(value) ? value : refuseField(field, "a list");
  return ids.map((id) => (typeof id === "string" ? id : refuseField(field, "a list of event IDs")));
}

/** Refuses the file for a field of the wrong kind. */
export function refuseField(field: string, expected: string): never {
  return refuse({
    message: `The file's field "${field}" is not ${expected}.`,
    remedy: `Correct "${field}" or take it out.`,
  });
}
