// From the file's objects to events with IDs: each is read leniently, placeholders are replaced
// and absent IDs computed. What is odd about an event becomes a note.
import { CanonicalJsonError } from "../protocol/canonical-json.ts";
import { readPdu, readPduLeniently, type PduProblem } from "../protocol/event-format.ts";
import { contentHashHolds, eventId } from "../protocol/event-hash.ts";
import { isEventId, isOpaqueEventId } from "../protocol/ids.ts";
import { emptyObject, isObject } from "../protocol/json.ts";
import type { JsonObject } from "../protocol/json.ts";
import type { RoomVersion } from "../protocol/room-version.ts";
import type { Draft, DraftEvent } from "./draft.ts";
import type { NoteBook } from "./note-book.ts";
import type { NamedEvent, ReadEvent, ReadEvents } from "./read-event.ts";
import { replacePlaceholders } from "./placeholder-ids.ts";
import { refuse } from "./refusal.ts";

/**
 * Reads all events; refuses the file at one that is none.
 * @param options `trustIds`: IDs are not compared with hashes, nor events with the limits of size
 */
export function readEvents(
  draft: Draft,
  version: RoomVersion,
  { notes, trustIds }: { readonly notes: NoteBook; readonly trustIds: boolean },
): ReadEvents {
  const read = draft.events.map((event, index) => readEvent(event, index, draft.roomId, version));
  for (const event of read) noteMissing(event, notes);
  if (draft.idsArePlaceholders === true) return replacePlaceholders(read, version);
  const events = read.map((event) => {
    const { name, pdu, line } = event;
    return trustIds && name !== undefined
      ? { id: name, pdu, line }
      : identify(event, version, notes);
  });
  const ids = new Set(events.map(({ id }) => id));
  return { events, idOf: (name) => (ids.has(name) ? name : undefined) };
}

function readEvent(
  { value, line }: DraftEvent,
  index: number,
  roomId: string | undefined,
  version: RoomVersion,
): NamedEvent {
  const entry = index + 1;
  const result = readPduLeniently(withRoom(value, roomId, version), version);
  if (!result.ok) {
    return refuse({
      line,
      message: `Event ${entry} cannot be read: ${result.problem.message}`,
      remedy: "Correct or delete it; events are expected in federation format.",
    });
  }
  const name = value.event_id;
  if (name === undefined || (typeof name === "string" && isOpaqueEventId(name))) {
    return { pdu: result.pdu, name, missing: result.missing, line, entry };
  }
  return refuse({
    line,
    message: `Event ${entry} has an event_id that is not $ and at most 254 bytes.`,
    remedy: "Correct the event_id or take it out: it can be computed.",
  });
}

/** Puts in the room that the file names for all events; since v12 the create event names it. */
function withRoom(value: JsonObject, roomId: string | undefined, version: RoomVersion): JsonObject {
  if (roomId === undefined || version.roomIdIsCreateHash || value.room_id !== undefined) {
    return value;
  }
  const filled = Object.assign(emptyObject(), value);
  filled.room_id = roomId;
  return filled;
}

function noteMissing({ name, missing, line, entry }: NamedEvent, notes: NoteBook): void {
  if (missing.length === 0) return;
  const about = name === undefined ? { line } : { id: name, line };
  notes.add("fields-missing", `Event ${entry} has no ${missing.join(", ")}.`, about);
}

/** Checks the event and the ID that the file gives it; computes the ID if there is none. */
function identify(event: NamedEvent, version: RoomVersion, notes: NoteBook): ReadEvent {
  const { pdu, name, line } = event;
  if (name === undefined && version.eventIds === "on-wire") refuseNameless(event, version);
  const computed = attempt(() => eventId(pdu, version));
  const id = name ?? computed;
  if (typeof id !== "string") {
    return refuse({
      line,
      message: `Event ${event.entry} has no event_id, and none can be computed: ${id.message}`,
      remedy: "Give the event its event_id, or correct the value.",
    });
  }
  if (!isEventId(id, version)) notes.add("made-up-id", `${id} is no hash.`, { id, line });
  else if (id !== computed) {
    const detail = typeof computed === "string" ? `${computed} by its hash` : "not hashable";
    notes.add("id-differs", `The event is ${detail}, not ${id}.`, { id, line });
  }
  const invalid = problemOf(event, version);
  if (invalid !== undefined) {
    const isTooMuch = invalid.code === "too-large" || invalid.code === "too-long";
    notes.add(isTooMuch ? "over-limits" : "not-valid", invalid.message, { id, line });
  }
  if (isObject(pdu.hashes)) checkContentHash({ id, pdu, line }, version, notes);
  return { id, pdu, line };
}

function checkContentHash({ id, pdu, line }: ReadEvent, version: RoomVersion, notes: NoteBook) {
  const holds = attempt(() => contentHashHolds(pdu, version));
  if (holds === true) return;
  if (holds === false) {
    notes.add("content-hash-differs", "The content is not what was hashed.", { id, line });
  } else notes.add("content-hash-unchecked", `It cannot be hashed: ${holds.message}`, { id, line });
}

/** In versions 1 and 2 an ID is chosen, not computed. */
function refuseNameless({ line, entry }: NamedEvent, version: RoomVersion): never {
  return refuse({
    line,
    message: `Event ${entry} has no event_id, which no event of version ${version.id} can lack.`,
    remedy: "Give the event its event_id, or name the right version with --room-version.",
  });
}

/** Why servers would drop the event, if they would; an incomplete one is noted elsewhere. */
function problemOf({ pdu, missing }: NamedEvent, version: RoomVersion): PduProblem | undefined {
  if (missing.length > 0) return undefined;
  const result = readPdu(pdu, version, { edgeLimits: false });
  return result.ok ? undefined : result.problem;
}

/** The result, or that something in the event has no canonical form. */
function attempt<Result>(compute: () => Result): Result | CanonicalJsonError {
  try {
    return compute();
  } catch (thrown) {
    if (!(thrown instanceof CanonicalJsonError)) throw thrown;
    return thrown;
  }
}
