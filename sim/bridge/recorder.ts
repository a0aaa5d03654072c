// Who listens to what origins do. Most listen to little; this is the one who listens to nothing.
import type { Recorder } from "../server/index.ts";

const nothing = (): void => {};

/** Writes nothing down; spread it and replace what is wanted. */
export const silentRecorder: Recorder = Object.freeze({
  made: nothing,
  arrived: nothing,
  moved: nothing,
  resolved: nothing,
  adopted: nothing,
  partial: nothing,
  mark: nothing,
});
