// Rooms made to test state resolution: an object with `events`, and the states to be resolved
// (`state_sets`, `heads`) with the state that should come out (`expected_state`), where given.
// The format `statevec/1` is of this shape, and so is a bare `{ events, heads }`.
import type { JsonObject, JsonValue } from "../protocol/json.ts";
import type { JsonDocument } from "./document.ts";
import type { Draft } from "./draft.ts";
import { readEventList } from "./event-list.ts";
import { idListsField, idsField, stringField } from "./fields.ts";

/** Reads such an object; its event IDs are taken as they are. */
export function readStateVectors(
  document: JsonDocument,
  object: JsonObject,
  events: readonly JsonValue[],
): Draft {
  return {
    events: readEventList(document, events),
    roomVersion: stringField(object, "room_version"),
    roomId: stringField(object, "room_id"),
    stateSets: idListsField(object, "state_sets"),
    heads: idsField(object, "heads"),
    expectedState: idsField(object, "expected_state"),
  };
}
