// The forms in which an event may name another in `prev_events` and `auth_events`. Spec v1.19,
// rooms/v1 (pairs of ID and hash) and rooms/v3 (IDs), "Event format".
import { referenceId, type EventReference } from "./event.ts";
import { isEventId, isOpaqueEventId } from "./ids.ts";
import { isObject, type JsonValue } from "./json.ts";
import type { RoomVersion } from "./room-version.ts";

/** True for an event ID of the version's form, in versions 1 and 2 for one beside its hashes. */
export function isReference(edge: JsonValue, version: RoomVersion): boolean {
  if (version.edgesArePairs ? !isPair(edge) : typeof edge !== "string") return false;
  return isEventId(referenceId(edge as EventReference), version);
}

/** True for any event ID, alone or beside hashes. */
export function isAnyReference(edge: JsonValue): boolean {
  if (typeof edge !== "string" && !isPair(edge)) return false;
  return isOpaqueEventId(referenceId(edge as EventReference));
}

function isPair(edge: JsonValue): boolean {
  if (!Array.isArray(edge) || edge.length !== 2) return false;
  const [id, hashes] = edge as readonly JsonValue[];
  return typeof id === "string" && isObject(hashes);
}
