// What the worker threads of a sweep are given. A blind sweep is one batch of ranges; a guided one is
// a batch for each generation of seeds, for what is run next follows from all that was run before.
import {
  Generations,
  Lineage,
  pendingRanges,
  type Origin,
  type SeedRange,
} from "../../run/index.ts";
import { planOf, type PlanSource } from "../run/plan-source.ts";
import type { SweepStore } from "./sweep-store.ts";
import { storyOf } from "./sweep-story.ts";

/** Seeds for one worker thread. */
export interface SweepTask {
  readonly source: PlanSource;
  readonly range: SeedRange;
  /** Of a guided sweep: what tells it from others, and all origins behind the plans of the range. */
  readonly guided?: { readonly sweep: string; readonly origins: readonly [number, Origin][] };
}

/** Seeds that a worker runs before its results are written, at most. */
const [rangeSize, guidedRangeSize] = [20, 4];

/**
 * Towards the end ranges get shorter, so that no thread has much left when the others have nothing.
 * @param most seeds of a range where much is left
 */
function tapering(jobs: number, most: number): (left: number) => number {
  return (left) => Math.max(1, Math.min(most, Math.floor(left / (2 * jobs))));
}

interface Pending {
  readonly source: PlanSource;
  readonly seeds: SeedRange;
  readonly store: SweepStore;
  /** Threads that share them; whatever it is, the runs are the same. */
  readonly jobs: number;
}

/** All seeds that are not done, each with its own plan. */
export function* blindBatches(pending: Pending): Generator<Iterable<SweepTask>> {
  const { source, seeds, store, jobs } = pending;
  const ranges = pendingRanges(seeds, store.seedsDone(), tapering(jobs, rangeSize));
  yield ranges.map((range) => ({ source, range }));
}

/** A guided sweep is told from others also by where it began: what is run follows from it. */
export function guidedStoryOf(source: PlanSource, { first }: SeedRange): string {
  return `${storyOf(source)}, guided from ${first}`;
}

/** The seeds that are not done, generation by generation. */
export function* guidedBatches({ source, seeds, store, jobs }: Pending): Generator<SweepTask[]> {
  const size = tapering(jobs, guidedRangeSize);
  const generations = new Generations(seeds.first);
  const done = store.seedsDone();
  const sweep = guidedStoryOf(source, seeds);
  while (generations.present.first <= seeds.last) {
    const { present } = generations;
    const tasks = guidedRanges(present, seeds.last, done, size).map((range) => {
      return { source, range, guided: { sweep, origins: generations.behind(range) } };
    });
    if (tasks.length > 0) yield tasks;
    generations.learn(store.guidedRuns(present));
  }
}

/** What is not done of a generation, as far as the sweep goes, in the ranges of one worker. */
export function guidedRanges(
  { first, last }: SeedRange,
  lastOfSweep: number,
  done: Iterable<number>,
  size: number | ((left: number) => number) = guidedRangeSize,
): SeedRange[] {
  return [...pendingRanges({ first, last: Math.min(last, lastOfSweep) }, done, size)];
}

/** The plans of a guided sweep, as far as its origins are known. */
export function lineageOf(
  source: PlanSource,
  origins: Iterable<readonly [number, Origin]>,
): Lineage {
  const lineage = new Lineage((seed) => planOf(source, String(seed)));
  lineage.learn(origins);
  return lineage;
}
