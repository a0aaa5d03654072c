// Who listens to what origins do. Most listen to little; this is the one who listens to nothing.
import type { Recorder } from "../server/index.ts";

const nothing = (): void => {};

/** Tells two recorders of everything. */
export function bothRecorders(a: Recorder, b: Recorder): Recorder {
  return {
    made: (...told) => (a.made(...told), b.made(...told)),
    arrived: (arrival) => (a.arrived(arrival), b.arrived(arrival)),
    moved: (...told) => (a.moved(...told), b.moved(...told)),
    resolved: (told) => (a.resolved(told), b.resolved(told)),
    adopted: (...told) => (a.adopted(...told), b.adopted(...told)),
    partial: (...told) => (a.partial(...told), b.partial(...told)),
    mark: (...told) => (a.mark(...told), b.mark(...told)),
  };
}

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
