// The runs of a sweep: worker threads are fed with ranges of seeds until all are run or a limit is
// reached. Each range is written whole before it counts, so whatever ends the process, the same
// command goes on where this one was.
import { countOf } from "../../run/index.ts";
import type { SeedRange, SweepRow } from "../../run/index.ts";
import type { SweepTask } from "./sweep-batches.ts";
import type { SweepFacts } from "./sweep-report.ts";
import type { SweepStore } from "./sweep-store.ts";
import { openThreads } from "../threads.ts";

/** How far a sweep is. */
export class Tally {
  done = 0;
  failed = 0;
  /** Failures by the check that is broken; a run may break several. */
  readonly broken = new Map<string, number>();
  /** Kinds of failures: signatures. */
  readonly kinds = new Set<string>();
  readonly total: number;
  readonly seen: Set<number>;
  #next = 0;

  constructor(store: SweepStore, seeds: SeedRange) {
    this.total = countOf(seeds);
    const inside = store.seedsDone().filter((seed) => seed >= seeds.first && seed <= seeds.last);
    this.seen = new Set(inside);
    this.done = inside.length;
    this.failed = this.done - (store.outcomes(seeds)["held"] ?? 0);
    for (const { signature, runs } of store.failures(seeds)) this.#count(signature, runs);
  }

  /** The first seed that is not run yet: all before it are. */
  firstUndone({ first }: SeedRange): number {
    this.#next = Math.max(this.#next, first);
    while (this.seen.has(this.#next)) this.#next++;
    return this.#next;
  }

  add(rows: readonly SweepRow[]): void {
    for (const { seed } of rows) this.seen.add(seed);
    this.done += rows.length;
    this.failed += rows.filter(({ outcome }) => outcome !== "held").length;
    for (const { signature } of rows.flatMap(({ failures }) => failures)) this.#count(signature, 1);
  }

  #count(signature: string, runs: number): void {
    const [check] = signature.split(":");
    this.kinds.add(signature);
    this.broken.set(check, (this.broken.get(check) ?? 0) + runs);
  }
}

/** What is to be run, and when to stop before all is. */
export interface Sweeping {
  /** Ranges that may be run side by side; a batch begins when the one before is written. */
  readonly batches: Iterable<Iterable<SweepTask>>;
  readonly seeds: SeedRange;
  readonly jobs: number;
  readonly limits: { readonly seconds: number; readonly failures: number; readonly stable: number };
  readonly store: SweepStore;
  readonly tally: Tally;
  /**
   * Asks the threads for something before the first batch. Other threads begin meanwhile, but nothing
   * is written before it is through, and nothing at all if it throws.
   */
  readonly first?: (ask: (task: SweepTask) => Promise<SweepRow[]>) => Promise<void>;
}

/** Runs what is not done yet; answers why it ended. */
export async function runPending(
  { batches, seeds, jobs, limits, store, tally, first }: Sweeping,
  progress: (text: string) => void,
): Promise<SweepFacts["end"]> {
  const started = performance.now();
  const pace = new Pace(tally.done);
  let end: SweepFacts["end"] = "done";
  const interrupt = () => void (end = "interrupted");
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const pool = openThreads("sweep/sweep-worker", jobs);
  const ask = (task: SweepTask) => pool.run(task) as Promise<SweepRow[]>;
  let seen: Promise<void> | undefined;
  const work = async (tasks: Iterator<SweepTask>) => {
    for (let task = tasks.next(); task.done !== true && end === "done"; task = tasks.next()) {
      const [rows] = await Promise.all([ask(task.value), seen]);
      store.add(rows);
      tally.add(rows);
      const seconds = (performance.now() - started) / 1000;
      progress(progressText(tally, pace.rate(tally.done, seconds)));
      if (end === "done") end = limitReached({ seeds, limits, store, tally }, seconds);
    }
  };
  try {
    if (tally.done < tally.total) seen = first?.(ask);
    // Whoever waits for it is told that it failed; nobody may be left to wait.
    seen?.catch(() => undefined);
    for (const batch of batches) {
      const tasks = batch[Symbol.iterator]();
      await Promise.all(Array.from({ length: jobs }, () => work(tasks)));
      if (end !== "done") break;
    }
    await seen;
    return end;
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    await pool.destroy();
  }
}

function limitReached(
  { seeds, limits, store, tally }: Pick<Sweeping, "seeds" | "limits" | "store" | "tally">,
  seconds: number,
): SweepFacts["end"] {
  if (seconds >= limits.seconds) return "time";
  if (tally.failed >= limits.failures) return "failures";
  const quiet = tally.firstUndone(seeds) - 1 - Math.max(seeds.first, store.newestPlace());
  return quiet >= limits.stable && tally.done < tally.total ? "stable" : "done";
}

/** How fast a sweep was of late: threads take seconds until they are at their speed. */
export class Pace {
  readonly #seen: { readonly seconds: number; readonly done: number }[];

  constructor(done: number) {
    this.#seen = [{ seconds: 0, done }];
  }

  /** Runs a second over the last fifteen seconds, or since the beginning. */
  rate(done: number, seconds: number): number {
    while (this.#seen.length > 1 && this.#seen[1].seconds <= seconds - paceSeconds) {
      this.#seen.shift();
    }
    const [from] = this.#seen;
    this.#seen.push({ seconds, done });
    return seconds > from.seconds ? (done - from.done) / (seconds - from.seconds) : 0;
  }
}

const paceSeconds = 15;

/** How far a sweep is: runs, rate, time left, and the failures by check, the most frequent first. */
export function progressText(
  {
    done,
    total,
    failed,
    broken,
    kinds,
  }: Pick<Tally, "done" | "total" | "failed" | "broken" | "kinds">,
  rate: number,
): string {
  const left = rate > 0 ? `, ${leftText((total - done) / rate)} left` : "";
  const checks = [...broken].sort(([, one], [, other]) => other - one);
  const by = checks.map(([check, count]) => `${check} ${count}`).join(", ");
  const named =
    failed === 0 ? "" : ` (${by}; ${kinds.size} ${kinds.size === 1 ? "kind" : "kinds"})`;
  return `${done} of ${total} runs, ${rate.toFixed(1)} runs/s${left}, ${failed} failed${named}`;
}

function leftText(seconds: number): string {
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
