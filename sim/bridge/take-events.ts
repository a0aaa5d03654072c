// Events as they come over the wire, on their way into a room's graph: format, room, signatures,
// content hash (receipt checks 1 to 3). Nothing enters a graph unchecked: the first PDU of an ID
// stays there, so a forged one would keep the right one out.
// Spec v1.19, server-server API, "Checks performed on receipt of a PDU".
import { readPdu } from "../protocol/event-format.ts";
import { contentHashHolds, eventId, roomIdOf } from "../protocol/event-hash.ts";
import type { EventId, Pdu } from "../protocol/event.ts";
import { isObject, type JsonValue } from "../protocol/json.ts";
import { redact } from "../protocol/redact.ts";
import type { EventIndex } from "../protocol/room-graph.ts";
import { signersWanted, verifyEvent } from "../protocol/signing.ts";
import type { SharedRoom } from "../server/index.ts";
import type { KeyRing } from "./key-ring.ts";

/** An event that was read, or why it was not; with its ID as far as it has one. */
export type Taken =
  | { readonly ok: true; readonly id: EventId; readonly event: EventIndex }
  | { readonly ok: false; readonly id: EventId | undefined; readonly error: string };

/** Takes one event in. @param edgeLimits see `readPdu` (default: true) */
export async function takeEvent(
  { room, keys }: { room: SharedRoom; keys: KeyRing },
  value: JsonValue,
  edgeLimits = true,
): Promise<Taken> {
  const { graph } = room;
  const { version } = graph;
  const read = readPdu(withoutUnsigned(value), version, { edgeLimits });
  if (!read.ok) return { ok: false, id: undefined, error: read.problem.message };
  const id = eventId(read.pdu, version);
  const known = graph.indexOf(id);
  if (known >= 0 && graph.has(known)) return { ok: true, id, event: known };
  if (roomIdOf(read.pdu, id, version) !== room.roomId) {
    return { ok: false, id, error: "the event is of another room" };
  }
  await fetchKeys(read.pdu, room, keys);
  const signed = verifyEvent(read.pdu, version, keys);
  if (!signed.ok) return { ok: false, id, error: signed.problem.message };
  // A wrong hash says that somebody has changed what redaction takes away.
  const pdu = contentHashHolds(read.pdu, version) ? read.pdu : redact(read.pdu, version);
  return { ok: true, id, event: graph.add(id, pdu) };
}

/** Takes events in, those that others cite first; leaves out what cannot be read. */
export async function takeEvents(
  into: { room: SharedRoom; keys: KeyRing },
  values: readonly JsonValue[],
): Promise<EventIndex[]> {
  const events: EventIndex[] = [];
  for (const value of [...values].sort((a, b) => depthOf(a) - depthOf(b))) {
    const taken = await takeEvent(into, value, false);
    if (taken.ok) events.push(taken.event);
  }
  return events;
}

function depthOf(value: JsonValue): number {
  return isObject(value) && typeof value.depth === "number" ? value.depth : 0;
}

/** `unsigned` is a remark of whoever sent the event. */
function withoutUnsigned(value: JsonValue): JsonValue {
  if (!isObject(value) || value.unsigned === undefined) return value;
  const { unsigned: _unsigned, ...rest } = value;
  return rest;
}

async function fetchKeys(pdu: Pdu, { graph }: SharedRoom, keys: KeyRing): Promise<void> {
  const { signatures } = pdu;
  if (!isObject(signatures)) return;
  for (const server of signersWanted(pdu, graph.version)) {
    const own = Object.hasOwn(signatures, server) ? signatures[server] : undefined;
    if (!isObject(own)) continue;
    for (const keyId of Object.keys(own)) await keys.fetchFor(server, keyId);
  }
}
