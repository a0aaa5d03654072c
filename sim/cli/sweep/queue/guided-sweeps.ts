// A worker's part in guided sweeps of a queue. What is run next follows from all that was run before,
// so a generation is put in only when the one before is in the database whole; from there each worker
// works out for itself where the plans come from, and all come to the same.
import { Generations, generationOf, type SeedRange } from "../../../run/index.ts";
import type { SweepTask } from "../sweep-batches.ts";
import { enqueue } from "./queue-jobs.ts";
import type { QueuedSweep, QueueStore } from "./queue-store.ts";

export class GuidedSweeps {
  readonly #store: QueueStore;
  /** By sweep: what is learned of it so far; the jobs of a process wait for each other here. */
  readonly #known = new Map<number, Promise<Generations>>();

  constructor(store: QueueStore) {
    this.#store = store;
  }

  /** What a thread is given for a range; undefined where its whole generation is run already. */
  async task(sweep: QueuedSweep, range: SeedRange): Promise<SweepTask | undefined> {
    const { id, source, story } = sweep;
    const before = this.#known.get(id) ?? Promise.resolve(new Generations(sweep.seeds.first));
    const learned = before.then((generations) => this.#learn(generations, { id, range }));
    // The next job asks the database anew where this one could not.
    this.#known.set(
      id,
      learned.catch(() => before),
    );
    const generations = await learned;
    if (range.last < generations.present.first) return undefined;
    return { source, range, guided: { sweep: story, origins: generations.behind(range) } };
  }

  /** Learns of all generations before a range. */
  async #learn(
    generations: Generations,
    { id, range }: { id: number; range: SeedRange },
  ): Promise<Generations> {
    while (generations.present.last < range.first) {
      const { present } = generations;
      const runs = await this.#store.guidedRuns(id, present);
      const size = present.last - present.first + 1;
      if (runs.length < size) throw new Error(`${runs.length} of ${size} runs are in: too early`);
      generations.learn(runs);
    }
    return generations;
  }

  /**
   * Puts the next generation in where the last run of this one is in the database. More than one
   * worker may come to do so; a job that is in already is not put in again.
   */
  async goOn({ id, seeds: { first } }: QueuedSweep, range: SeedRange): Promise<void> {
    const sweep = await this.#store.sweepNow(id);
    const present = generationOf(range.first, first);
    const last = Math.min(present.last, sweep.seeds.last);
    const runs = await this.#store.guidedRuns(id, { first: present.first, last });
    if (runs.length === last - present.first + 1) await enqueue(this.#store, sweep, sweep.seeds);
  }
}
