// What importing a room answers: plain data, no logic.
import type { EventId, IdentifiedPdu, RoomId } from "../protocol/event.ts";
import type { RoomVersion } from "../protocol/room-version.ts";

/** A room, or why the file gives none. */
export type ImportResult =
  | {
      readonly ok: true;
      readonly room: ImportedRoom;
      /** Oddities of the input; `importLimits.notesPerKindMax` of a kind at most. */
      readonly notes: readonly Note[];
      /** How many there were of each kind, also those that `notes` no longer holds. */
      readonly noteCounts: ReadonlyMap<NoteKind, number>;
    }
  | { readonly ok: false; readonly problem: ImportProblem };

/** The events of one room, and what else its file said about them. */
export interface ImportedRoom {
  readonly version: RoomVersion;
  /** Empty where neither the events nor the file name the room. */
  readonly roomId: RoomId;
  /**
   * In file order, each ID once. The PDUs are as they were read, with `event_id` and `unsigned`;
   * hashing leaves those out. Fields may be missing: see the notes.
   */
  readonly events: readonly IdentifiedPdu[];
  /** Texts for people, by TARDIS. */
  readonly annotations?: Annotations;
  /** Room states to be resolved, each as its events. */
  readonly stateSets?: readonly (readonly EventId[])[];
  /** Forward extremities. */
  readonly heads?: readonly EventId[];
  /** The state that resolving `stateSets` should give. */
  readonly expectedState?: readonly EventId[];
  /** States after events, given instead of resolved. */
  readonly stateAfter?: ReadonlyMap<EventId, readonly EventId[]>;
}

/** Texts about the room and about single events. They come from the file: show them as text. */
export interface Annotations {
  readonly title?: string;
  /** The title to show while looking at an event. */
  readonly titles: ReadonlyMap<EventId, string>;
  /** A label of an event. */
  readonly events: ReadonlyMap<EventId, string>;
}

/** Something about the input that did not stop the import. */
export interface Note {
  readonly kind: NoteKind;
  readonly event?: EventId;
  /** Line in the file, counted from 1. */
  readonly line?: number;
  /** One sentence. */
  readonly detail: string;
}

/**
 * - `missing-parent`: a `prev_events` or `auth_events` entry is not in the file (a gap).
 * - `foreign`: an event of another room, set aside.
 * - `duplicate`: an event ID that was there before; the later one is set aside.
 * - `unsorted`: an event comes before one of its parents. Fine, and good to know.
 * - `made-up-id`: the ID has not the form of a hash. - `id-differs`: it has, but is not the hash.
 * - `content-hash-differs`: the content was changed or taken away after signing.
 * - `content-hash-unchecked`: the event has no canonical form, so nobody can hash it.
 * - `over-limits`: the event, or one of its keys, has more bytes than any server takes.
 * - `fields-missing`: an event lacks fields that servers require.
 * - `not-valid`: servers would drop the event for another reason.
 * - `room-version`: two places name different versions, or none names any.
 * - `no-create`: the room's create event is not in the file.
 * - `unknown-reference`: the file says something about an event that it does not hold.
 */
export type NoteKind =
  | "missing-parent"
  | "foreign"
  | "duplicate"
  | "unsorted"
  | "made-up-id"
  | "id-differs"
  | "content-hash-differs"
  | "content-hash-unchecked"
  | "over-limits"
  | "fields-missing"
  | "not-valid"
  | "room-version"
  | "no-create"
  | "unknown-reference";

/** Why a file gives no room. */
export interface ImportProblem {
  readonly file: string;
  /** Line in the file, counted from 1. */
  readonly line?: number;
  /** One sentence. */
  readonly message: string;
  /** What to do next, one sentence. */
  readonly remedy: string;
}
