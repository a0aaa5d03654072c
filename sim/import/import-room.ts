// Reads a room from a file's text, whatever of the known formats it is in. Room files come from
// anywhere, so nothing in one can do more than be refused or noted. No file is opened here.
import type { EventId, RoomId } from "../protocol/event.ts";
import { isObject, parseJson, type JsonObject } from "../protocol/json.ts";
import { readJson5Document, readJsonDocument } from "./document.ts";
import type { JsonDocument } from "./document.ts";
import type { Draft } from "./draft.ts";
import { readEventArray } from "./event-list.ts";
import { endOfLine, readEventLines } from "./event-lines.ts";
import { findVersion } from "./find-version.ts";
import { importLimits } from "./limits.ts";
import { NoteBook } from "./note-book.ts";
import { readEvents } from "./read-events.ts";
import type { ReadEvents } from "./read-event.ts";
import { refuse, Refusal } from "./refusal.ts";
import type { ImportedRoom, ImportResult } from "./result.ts";
import { selectRoom } from "./select-room.ts";
import { readStateVectors } from "./state-vectors.ts";
import { readTardis } from "./tardis.ts";

/** What may be said about a file beside its text. */
export interface ImportOptions {
  /** For messages, and to know JSON5 by its ending. */
  readonly fileName: string;
  /** Used where the create event names no version. */
  readonly roomVersion?: string | undefined;
  /** Used where there is no create event and several rooms (default: the first named). */
  readonly roomId?: RoomId | undefined;
}

/**
 * Imports a room: newline-delimited JSON or a JSON array of federation-format events with or
 * without `event_id`, a TARDIS scenario (`.json` or `.json5`), or an object with `events` and
 * perhaps `heads`, `state_sets` and `expected_state`.
 * Never throws: what cannot be read comes back as a problem with line and remedy.
 * @example importRoom(readFileSync("room.ndjson", "utf8"), { fileName: "room.ndjson" })
 */
export function importRoom(text: string, options: ImportOptions): ImportResult {
  return importDraft(() => readDraft(text, options.fileName), options);
}

/**
 * Imports a room from what a program asks: an object with `events`, read before. Other than for a
 * file, `event_id`s are taken as they are and no event is hashed, for whoever asks answers for them.
 */
export function importRequest(value: JsonObject, options: ImportOptions): ImportResult {
  const document = { value, lineOf: () => undefined };
  return importDraft(() => readDocument(document), { ...options, trustIds: true });
}

function importDraft(
  read: () => Draft,
  options: ImportOptions & { readonly trustIds?: boolean },
): ImportResult {
  const notes = new NoteBook();
  try {
    const room = roomOf(read(), options, notes);
    return { ok: true, room, notes: notes.notes, noteCounts: notes.counts };
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return { ok: false, problem: { file: options.fileName, ...thrown.problem } };
  }
}

function roomOf(
  draft: Draft,
  options: ImportOptions & { readonly trustIds?: boolean },
  notes: NoteBook,
): ImportedRoom {
  if (draft.events.length === 0) refuseEmpty();
  const version = findVersion(draft, options.roomVersion, notes);
  const read = readEvents(draft, version, { notes, trustIds: options.trustIds ?? false });
  const roomId = options.roomId ?? draft.roomId;
  const room = selectRoom({ events: read.events, version, roomId, notes });
  return { version, ...room, ...extrasOf(draft, read, notes) };
}

/** Decides on the format by the first character and the first line. */
function readDraft(wholeText: string, fileName: string): Draft {
  const most = importLimits.fileLengthMax;
  if (wholeText.length > most) {
    refuse({
      message: `The file has ${wholeText.length} characters; at most ${most} are read.`,
      remedy: "Cut the file: a part of a room can be read, with gaps.",
    });
  }
  const text = wholeText.startsWith("\ufeff") ? wholeText.slice(1) : wholeText;
  const start = text.search(/\S/);
  if (start < 0) refuseEmpty();
  if (fileName.endsWith(".json5")) return readDocument(readJson5Document(text));
  if (text[start] === "[") return readDocument(readJsonDocument(text));
  if (text[start] !== "{") refuseUnknown(text, start);
  return isLineFormat(text, start) ? readEventLines(text) : readDocument(readJsonDocument(text));
}

/**
 * True where the first line that is not blank is a whole JSON object and no file format of its
 * own. A broken first line followed by others that begin as objects is one too, so that the line
 * is blamed and not the file.
 */
function isLineFormat(text: string, start: number): boolean {
  const end = endOfLine(text, start);
  if (end - start > importLimits.lineLengthMax) return /\S/.test(text.slice(end));
  const first = parseJson(text.slice(start, end));
  if (first.ok) return !isObject(first.value) || !Array.isArray(first.value.events);
  return /^\s*\{"/.test(text.slice(end, end + 100));
}

function readDocument(document: JsonDocument): Draft {
  const { value } = document;
  if (Array.isArray(value)) return readEventArray(document, value);
  if (!isObject(value)) return refuseUnknownShape();
  const { events } = value;
  if (!Array.isArray(events)) {
    // A single event that is printed over several lines.
    if (value.type !== undefined && value.sender !== undefined) {
      return readEventArray(document, [value]);
    }
    return refuseUnknownShape();
  }
  if (value.tardis_version !== undefined) return readTardis(document, value, events);
  return readStateVectors(document, value, events);
}

/** What the file says about events, with their true IDs. */
function extrasOf(draft: Draft, { idOf }: ReadEvents, notes: NoteBook): Partial<ImportedRoom> {
  const trueId = (name: string, where: string): EventId => {
    const id = idOf(name);
    if (id !== undefined) return id;
    notes.add("unknown-reference", `${where} names ${name}, which is not in the file.`);
    return name;
  };
  const list = (names: readonly string[], where: string) =>
    names.map((name) => trueId(name, where));
  const byEvent = <From, To>(map: ReadonlyMap<string, From>, where: string, to: (f: From) => To) =>
    new Map([...map].map(([name, value]) => [trueId(name, where), to(value)]));
  const same = (value: string): string => value;
  const { annotations, stateSets, heads, expectedState, stateAfter } = draft;
  return {
    ...(annotations && {
      annotations: {
        ...(annotations.title === undefined ? {} : { title: annotations.title }),
        titles: byEvent(annotations.titles, "annotations.titles", same),
        events: byEvent(annotations.events, "annotations.events", same),
      },
    }),
    ...(stateSets && { stateSets: stateSets.map((set) => list(set, "state_sets")) }),
    ...(heads && { heads: list(heads, "heads") }),
    ...(expectedState && { expectedState: list(expectedState, "expected_state") }),
    ...(stateAfter && {
      stateAfter: byEvent(stateAfter, "precalculated_state_after", (names) =>
        list(names, "precalculated_state_after"),
      ),
    }),
  };
}

const formats =
  "one event a line, a JSON array of events, a TARDIS scenario, or an object with `events`";

function refuseEmpty(): never {
  return refuse({
    message: "The file holds no events.",
    remedy: "Check that it is the right file.",
  });
}

function refuseUnknown(text: string, start: number): never {
  const line = text.slice(0, start).split("\n").length;
  const found = JSON.stringify(text.slice(start, start + 12));
  return refuse({
    line,
    message: `The file is no room file: it begins with ${found}.`,
    remedy: `Give ${formats}; unpack it first if it is compressed.`,
  });
}

function refuseUnknownShape(): never {
  return refuse({ message: "The file is JSON, but no room file.", remedy: `Give ${formats}.` });
}
