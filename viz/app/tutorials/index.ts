// The tutorials in the order in which to take them, and how one is told.
import { generate } from "../../../sim/run/story/generate.ts";
import { run } from "../../../sim/run/run.ts";
import type { TraceRecord } from "../../../sim/trace/records.ts";
import { extremities } from "./extremities.ts";
import { forks } from "./forks.ts";
import { lyingServer } from "./lying-server.ts";
import { mainline } from "./mainline.ts";
import { netsplit } from "./netsplit.ts";
import { oneLine } from "./one-line.ts";
import { softFailure } from "./soft-failure.ts";
import { stateReset } from "./state-reset.ts";
import type { Tutorial } from "./tutorial.ts";

export { finderOf, type Lesson, type Look, type Tutorial } from "./tutorial.ts";

export const tutorials: readonly Tutorial[] = [
  oneLine,
  forks,
  mainline,
  netsplit,
  softFailure,
  stateReset,
  lyingServer,
  extremities,
];

/** The records of a tutorial's story: the same ones each time. */
export function tellStory({ story }: Tutorial, roomVersion?: string): readonly TraceRecord[] {
  const options = { seed: "1", ...(roomVersion === undefined ? {} : { roomVersion }) };
  return run(generate(story, options)).records;
}
