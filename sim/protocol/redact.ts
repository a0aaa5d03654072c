// Redaction: the part of an event that survives when its content is taken away, and therefore the
// part that signatures and event IDs cover. Spec v1.19, rooms/vN, "Redactions".
import type { Pdu } from "./event.ts";
import { emptyObject, isObject } from "./json.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import type { RedactionRules, RoomVersion } from "./room-version.ts";

/**
 * The redacted form of an event: a new object with only the fields that the version keeps, in the
 * order of canonical JSON. The values that are kept whole are shared with the original.
 * @param leaveOut top-level fields to leave out all the same (default: none)
 * @example redact(message, roomVersion("11")).content // {}
 */
export function redact(
  pdu: Pdu,
  version: RoomVersion,
  leaveOut: ReadonlySet<string> = new Set(),
): Pdu {
  const rules = version.redaction;
  const redacted = emptyObject();
  for (const field of rules.topLevel) {
    const value = field === "content" ? redactContent(pdu, rules) : pdu[field];
    if (value !== undefined && !leaveOut.has(field)) redacted[field] = value;
  }
  return redacted as Pdu;
}

/** The content of a redacted event; the same object where all of it is kept. */
export function redactContent(pdu: Pdu, rules: RedactionRules): JsonObject {
  const kept = rules.content.get(pdu.type);
  if (kept === "all") return pdu.content;
  const content = emptyObject();
  if (kept !== undefined) {
    for (const key of kept) {
      const value = pdu.content[key];
      if (value !== undefined) content[key] = value;
    }
  }
  if (rules.keepThirdPartySigned && pdu.type === "m.room.member") {
    keepSigned(pdu.content, content);
  }
  return content;
}

/** Since v11, a third-party invite keeps its `signed` part, which the auth rules look at. */
function keepSigned(from: JsonObject, into: Record<string, JsonValue | undefined>): void {
  const invite = from.third_party_invite;
  if (!isObject(invite) || invite.signed === undefined) return;
  const kept = emptyObject();
  kept.signed = invite.signed;
  into.third_party_invite = kept;
}
