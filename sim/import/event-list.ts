// Events as entries of a JSON array: a file of its own, or the `events` of other formats.
import { isObject } from "../protocol/json.ts";
import type { JsonValue } from "../protocol/json.ts";
import type { JsonDocument } from "./document.ts";
import type { Draft, DraftEvent } from "./draft.ts";
import { refuseCount } from "./event-lines.ts";
import { importLimits } from "./limits.ts";
import { refuse } from "./refusal.ts";

/** Reads a file that is an array of events. */
export function readEventArray(document: JsonDocument, array: readonly JsonValue[]): Draft {
  return { events: readEventList(document, array) };
}

/** The entries of an array as events; refuses the file at an entry that is no object. */
export function readEventList(document: JsonDocument, array: readonly JsonValue[]): DraftEvent[] {
  if (array.length > importLimits.eventsMax) refuseCount(undefined);
  return array.map((value, index) => {
    if (isObject(value)) return { value, line: document.lineOf(value) };
    return refuse({
      message: `Entry ${index + 1} of the events is not an object.`,
      remedy: "Let every entry be an event in federation format.",
    });
  });
}
