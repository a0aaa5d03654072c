// Scenario files of TARDIS, the room debugger: an object with `tardis_version` 1 and events that
// may lack times, room and true IDs. Absent times are filled in as TARDIS does, but in UTC, so
// that the IDs computed from them are the same everywhere.
import { emptyObject, isObject } from "../protocol/json.ts";
import type { JsonObject, JsonValue } from "../protocol/json.ts";
import type { JsonDocument } from "./document.ts";
import type { Draft, DraftAnnotations, DraftEvent } from "./draft.ts";
import { readEventList } from "./event-list.ts";
import { byEventField, idsOf, refuseField, stringField } from "./fields.ts";
import { refuse } from "./refusal.ts";

/** What TARDIS takes where a file names no version. */
const defaultRoomVersion = "10";
/** 2024-01-01T00:00:00Z. */
const defaultStartMs = 1_704_067_200_000;
const defaultStepMs = 1_000;

/** Reads a scenario; placeholders for IDs are left for placeholder-ids.ts. */
export function readTardis(
  document: JsonDocument,
  file: JsonObject,
  events: readonly JsonValue[],
): Draft {
  if (file.tardis_version !== 1) {
    refuse({
      message: "The scenario's tardis_version is not 1, the only one that is known.",
      remedy: "Write the scenario in version 1.",
    });
  }
  const placeholders = file.calculate_event_ids ?? false;
  if (typeof placeholders !== "boolean") refuseField("calculate_event_ids", "true or false");
  const stateAfter = byEventField(file, "precalculated_state_after", idsOf);
  return {
    events: withTimes(readEventList(document, events)),
    roomVersion: stringField(file, "room_version") ?? defaultRoomVersion,
    roomId: stringField(file, "room_id"),
    idsArePlaceholders: placeholders as boolean,
    annotations: readAnnotations(file.annotations),
    stateAfter: stateAfter.size > 0 ? stateAfter : undefined,
  };
}

/** Fills in absent times. A given time sets the clock; 0 counts as not given, as in TARDIS. */
function withTimes(events: readonly DraftEvent[]): DraftEvent[] {
  let timeMs = defaultStartMs;
  return events.map(({ value, line }) => {
    const given = value.origin_server_ts ?? 0;
    if (typeof given === "number" && given !== 0) timeMs = given;
    const filled = Object.assign(emptyObject(), value);
    if (given === 0) filled.origin_server_ts = timeMs;
    timeMs += defaultStepMs;
    return { value: filled, line };
  });
}

function readAnnotations(value: JsonValue | undefined): DraftAnnotations | undefined {
  if (value === undefined) return undefined;
  if (!isObject(value)) return refuseField("annotations", "an object");
  return {
    title: stringField(value, "title"),
    titles: byEventField(value, "titles", textOf),
    events: byEventField(value, "events", textOf),
  };
}

function textOf(value: JsonValue, field: string): string {
  return typeof value === "string" ? value : refuseField(field, "an object with texts for values");
}
