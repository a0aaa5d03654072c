// Whether a value of a trace can stand in a room graph at all. Far less than the format checks of
// sim/protocol: a trace may hold events that servers dropped for their format, and says so itself.
import type { Pdu } from "./event.ts";

/** True if the fields that a room graph reads have the right types. */
export function isPdu(value: unknown): value is Pdu {
  if (!isObject(value)) return false;
  const { type, sender, state_key: stateKey, content } = value;
  if (typeof type !== "string" || typeof sender !== "string") return false;
  if (stateKey !== undefined && typeof stateKey !== "string") return false;
  return isObject(content) && isIdList(value.prev_events) && isIdList(value.auth_events);
}

function isObject(value: unknown): value is { readonly [field: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isIdList(value: unknown): boolean {
  return Array.isArray(value) && value.every((id) => typeof id === "string");
}
