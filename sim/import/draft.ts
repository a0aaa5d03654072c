// What the readers of the single formats hand on: events that have not been looked at yet, and
// what their file says about them, in the file's own IDs.
import type { JsonObject } from "../protocol/json.ts";

/** One event as the file has it. */
export interface DraftEvent {
  readonly value: JsonObject;
  /** Where it begins, counted from 1; unknown in JSON5. */
  readonly line: number | undefined;
}

/** A file that has been read but not understood. */
export interface Draft {
  readonly events: readonly DraftEvent[];
  /** The version that the file, not an event, names. */
  readonly roomVersion?: string | undefined;
  readonly roomId?: string | undefined;
  /** The IDs in the file are placeholders, to be replaced by hashes throughout. */
  readonly idsArePlaceholders?: boolean;
  readonly annotations?: DraftAnnotations | undefined;
  readonly stateSets?: readonly (readonly string[])[] | undefined;
  readonly heads?: readonly string[] | undefined;
  readonly expectedState?: readonly string[] | undefined;
  readonly stateAfter?: ReadonlyMap<string, readonly string[]> | undefined;
}

/** As `Annotations`, in the file's own IDs. */
export interface DraftAnnotations {
  readonly title?: string | undefined;
  readonly titles: ReadonlyMap<string, string>;
  readonly events: ReadonlyMap<string, string>;
}
