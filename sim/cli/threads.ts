// Worker threads: where they find their code (the source in a checkout, its bundle in the published
// package, beside the program), what they may use, and pools of them.
import { existsSync } from "node:fs";
import module from "node:module";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { Tinypool } from "tinypool";

/** Megabytes of young objects a worker may have: runs make many, and most die at once. */
export const workerLimits = { maxYoungGenerationSizeMb: 64 } as const;

/**
 * A pool of worker threads, all started at once. Call `destroy` when done.
 * @param place the file of the worker by its place in this folder, such as `shrink/plan-worker`
 * @param jobs number of threads
 */
export function openThreads(place: string, jobs: number): Tinypool {
  if (jobs >= availableParallelism()) compileSparingly();
  return new Tinypool({
    filename: workerFile(place),
    minThreads: jobs,
    maxThreads: jobs,
    resourceLimits: workerLimits,
    // What a thread is given takes it far longer than the event loop takes to hand it over, so
    // nothing is gained by threads that sleep where no message and no end can wake them.
    useAtomics: false,
  });
}

/**
 * The file of a worker by its place in this folder. Whoever asks is about to start threads
 * that make one run after another, for which the memory of the process is set here.
 */
export function workerFile(place: string): string {
  forgetAges();
  shareCompiled();
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
  setFlag("--no-allocation-site-pretenuring");
}

/**
 * Every thread has its code compiled for itself, by further threads of the process. While a processor
 * is free that costs nothing. Where all are busy it takes from the runs, in the first few hundred as
 * much as they take themselves, and mostly for functions that are warm but never hot. Then these stay
 * with the cheaper compiler, whose code is nearly as fast: a fifth of the processor time of 400 runs.
 */
function compileSparingly(): void {
  // Older versions do not know the flag, and would say so on stderr.
  if (Number.parseInt(process.versions.v8) < 13) return;
  setFlag("--invocation-count-for-turbofan=50000");
}

const flagsSet = new Set<string>();

/** Sets a flag of V8, once: while threads run it is better left alone. */
function setFlag(flag: string): void {
  if (flagsSet.has(flag)) return;
  flagsSet.add(flag);
  setFlagsFromString(flag);
}

/**
 * Every thread reads all its sources anew. Where Node keeps them without their types and compiled, a
 * thread starts in half the time, and needs no WebAssembly of its own to strip them.
 */
function shareCompiled(): void {
  process.env["NODE_COMPILE_CACHE"] ??=
    (module.getCompileCacheDir as typeof module.getCompileCacheDir | undefined)?.() ??
    join(tmpdir(), "node-compile-cache");
}
