// Who watches a story while it is told to a real homeserver, such as a trace that is written of it. It
// is told what our side knows, and what a user of the target is shown; nothing depends on it.
import type { Recorder } from "../../sim/server/index.ts";

export interface StoryWatch {
  /** Told what the origins do. */
  readonly recorder: Recorder;
  /** An event was sent to the target and answered; `error` says why it was refused. */
  sent(note: { id: string; origin: number; ms: number; error: string | undefined }): void;
  /** A user of the target was shown an event. */
  seen(id: string): void;
  /** The target's state in the end: slots as `type NUL state_key`, with event IDs. */
  ended(state: ReadonlyMap<string, string>): void;
}
