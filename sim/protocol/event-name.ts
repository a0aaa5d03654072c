// How events and state keys are called in sentences for people: short, and the same everywhere.
// Names come from room content: they are made printable, and a page must still treat them as text.
import type { EventIndex, RoomGraph } from "./room-graph.ts";
import type { EventId, Pdu, UserId } from "./event.ts";
import { printable } from "./printable.ts";

/** An event as a report speaks of it. */
export interface EventRef {
  readonly id: EventId;
  readonly type: string;
  /** Absent for messages. */
  readonly stateKey?: string;
  readonly sender: UserId;
  /** For example `m.room.member @bob:b.test (ban) by @ada:a.test [$Xm2k9qT]`. */
  readonly name: string;
}

/** The name of an event that is present in its room. */
export function eventRef(room: RoomGraph, event: EventIndex): EventRef {
  const id = room.id(event);
  const pdu = room.pdu(event);
  const { type, sender, state_key: stateKey } = pdu;
  const name = eventName(id, pdu);
  return stateKey === undefined ? { id, type, sender, name } : { id, type, stateKey, sender, name };
}

/** Type, state key, membership, sender and short ID. */
export function eventName(id: EventId, pdu: Pdu): string {
  const { type, sender, state_key: stateKey, content } = pdu;
  const key = stateKey === undefined ? type : keyName(type, stateKey);
  const { membership } = content;
  const detail =
    type === "m.room.member" && typeof membership === "string" ? ` (${membership})` : "";
  return printable(`${key}${detail} by ${sender} ${shortId(id)}`);
}

/** A state key with its type: `m.room.topic`, `m.room.member @bob:b.test`. */
export function keyName(type: string, stateKey: string): string {
  return printable(stateKey === "" ? type : `${type} ${stateKey}`);
}

/**
 * An event ID in brackets, as short as it may be to find the event again: of a hash the first eight
 * characters, of a chosen ID (versions 1 and 2) all before the server, for such begin alike.
 */
export function shortId(id: EventId): string {
  const most = id.length === hashIdLength ? 8 : chosenMost;
  return printable(`[${[...id.split(":")[0]].slice(0, most).join("")}]`);
}

/** `$` and 43 characters of base64. */
const hashIdLength = 44;
const chosenMost = 24;
