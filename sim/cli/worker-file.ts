// Where worker threads find their code: the source in a checkout, its bundle in the published
// package, beside the program.
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";

/**
 * The file of a worker by its place in this folder, such as `shrink/plan-worker`. Whoever asks is about to start threads
 * that make one run after another, for which the memory of the process is set here.
 */
export function workerFile(place: string): string {
  forgetAges();
  const source = fileURLToPath(new URL(`./${place}.ts`, import.meta.url));
  if (existsSync(source)) return source;
  return fileURLToPath(new URL(`./${basename(place)}.js`, bundleFolder()));
}

/** Chunks of the bundle lie in a folder of their own. */
function bundleFolder(): URL {
  const here = new URL(".", import.meta.url);
  return here.pathname.endsWith("/chunks/") ? new URL("..", here) : here;
}

/**
 * All that a run makes lives to its end and dies there. Where V8 learns the first half of that, it
 * makes such objects old from the start, and then their whole runs outlive many collections: that
 * was a sixth of a run's processor time, in half of all processes.
 */
function forgetAges(): void {
  setFlagsFromString("--no-allocation-site-pretenuring");
}

/** Megabytes of young objects a worker may have: runs make many, and most die at once. */
export const workerLimits = { maxYoungGenerationSizeMb: 64 } as const;
