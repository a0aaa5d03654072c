// Whether a value of a trace can stand in a room graph at all. Far less than the format checks of
// sim/protocol: a trace may hold events that servers dropped for their format, and says so itself.
import type { Pdu } from "./event.ts";

/** True if the fields that a room graph reads have the right types. */
export function isPdu(value: unknown): value is Pdu {
  if (!isObject(value)) return false;
  const { type, sender, state_key: stateKey, content } = value;
  if (typeof type !== "string" || typeof sender !== "string") return false;
  if (stateKey !== undefined && typeof stateKey !== "string") return false;
  return isObject(content) && isReferenceList(value.prev_events, value.auth_events);
}

function isObject(value: unknown): value is { readonly [field: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Event IDs, or as in versions 1 and 2 pairs of an event ID and hashes. */
function isReferenceList(...lists: readonly unknown[]): boolean {
  const isReference = (entry: unknown) =>
    typeof entry === "string" || (Array.isArray(entry) && typeof entry[0] === "string");
  return lists.every((list) => Array.isArray(list) && list.every(isReference));
}
