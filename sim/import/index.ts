// Rooms from elsewhere, read into events with IDs. A map of this folder: import-room.ts decides on
// the format and calls one of event-lines.ts, event-list.ts, tardis.ts and state-vectors.ts, each
// of which makes a draft; find-version.ts, read-events.ts (with placeholder-ids.ts) and
// select-room.ts make a room of the draft; document.ts and fields.ts help to read,
// refusal.ts and note-book.ts to report.
export { importRequest, importRoom } from "./import-room.ts";
export type { ImportOptions } from "./import-room.ts";
export { importReceived } from "./received.ts";
export type { Received, ReceivedEvent, ReceivedResult, ReceivedRoom } from "./received.ts";
export { importLimits } from "./limits.ts";
export type {
  Annotations,
  ImportedRoom,
  ImportProblem,
  ImportResult,
  Note,
  NoteKind,
} from "./result.ts";
