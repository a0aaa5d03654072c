// Ranges of seeds as jobs of graphile-worker: put in, taken by one worker at a time, tried again
// after failures. A job's kind names the version of this software, so that no other version takes
// it. A worker says every second that it lives; what a silent one has taken is given back.
import { Logger, makeWorkerUtils, run, type Runner, type WorkerUtils } from "graphile-worker";
import { generationOf, type SeedRange } from "../../../run/index.ts";
import { guidedRanges } from "../sweep-batches.ts";
import type { QueuedSweep, QueueStore } from "./queue-store.ts";

/** Seeds that one job holds; jobs begin at multiples, so that the same seeds are the same job. */
const rangeSize = 20;
/** How long a worker may be silent before others take over what it had taken. */
const leaseSeconds = 5;
const beatMs = 1000;
/** Graphile's own words are for its developers; the commands say what there is to say. */
const quiet = new Logger(() => () => undefined);

const kindStart = "rashomon sweep ";
/** The kind of the jobs of a version. */
export const kindOf = (software: string): string => `${kindStart}${software}`;

/** What a job holds. */
export interface RangeJob {
  readonly sweep: number;
  readonly range: SeedRange;
}

/**
 * Puts what is not run yet into the queue; putting it in twice changes nothing. Of a guided sweep
 * that is one generation: whoever ends it puts in the next.
 */
export async function enqueue(
  store: QueueStore,
  sweep: QueuedSweep,
  seeds: SeedRange,
): Promise<number> {
  const done = new Set(await store.seedsDone(sweep.id));
  await prepareQueue(store);
  const utils = await makeWorkerUtils({ pgPool: store.pool, logger: quiet });
  try {
    let jobs = 0;
    const ranges = sweep.guided ? openGeneration(sweep.seeds, done) : alignedRanges(seeds);
    for (const range of ranges) {
      let isOpen = false;
      for (let seed = range.first; seed <= range.last; seed++) isOpen ||= !done.has(seed);
      if (!isOpen) continue;
      const jobKey = `sweep ${sweep.id}: ${range.first}..${range.last}`;
      const options = { jobKey, jobKeyMode: "preserve_run_at", maxAttempts: 10 } as const;
      await utils.addJob(kindOf(sweep.software), { sweep: sweep.id, range }, options);
      jobs++;
    }
    return jobs;
  } finally {
    await utils.release();
  }
}

/**
 * The range, cut at the multiples of the size of a job.
 * @example [...alignedRanges({ first: 15, last: 45 })] // 15..19, 20..39, 40..45
 */
export function* alignedRanges({ first, last }: SeedRange): Generator<SeedRange> {
  for (let from = first; from <= last;) {
    const end = Math.min(last, from - (from % rangeSize) + rangeSize - 1);
    yield { first: from, last: end };
    from = end + 1;
  }
}

/** The ranges of the first generation of a guided sweep that is not run to its end. */
export function openGeneration(
  { first, last }: SeedRange,
  done: ReadonlySet<number>,
): readonly SeedRange[] {
  let open = first;
  while (open <= last && done.has(open)) open++;
  // Cut the same way whatever is done of it, so that a range is the same job each time.
  return open > last ? [] : guidedRanges(generationOf(open, first), last, []);
}

/** Makes graphile-worker's own tables where they are not there yet. */
export async function prepareQueue({ pool }: QueueStore): Promise<void> {
  const utils = await makeWorkerUtils({ pgPool: pool, logger: quiet });
  await utils.migrate();
  await utils.release();
}

/** How many jobs wait or run, by version; the queue must be prepared. */
export async function openJobs({ pool }: QueueStore): Promise<Map<string, number>> {
  const sql = `
    SELECT task_identifier AS kind, count(*)::int AS jobs FROM graphile_worker.jobs
    WHERE starts_with(task_identifier, $1) AND attempts < max_attempts GROUP BY 1`;
  const { rows } = await pool.query(sql, [kindStart]);
  return new Map(
    rows.map(({ kind, jobs }) => [(kind as string).slice(kindStart.length), jobs as number]),
  );
}

/** Works jobs off until told to stop. */
export class JobRunner {
  readonly #store: QueueStore;
  readonly #software: string;
  readonly #jobs: number;
  readonly #work: (job: RangeJob, worker: string) => Promise<void>;
  /** Who of this process works just now: what an idle one still holds was lost on the way. */
  readonly #ids = new Set<string>();
  #utils: WorkerUtils | undefined;
  #runner: Runner | undefined;
  #stopped = false;
  /** True while the database cannot be reached. */
  #away = false;
  #beat: NodeJS.Timeout | undefined;

  constructor(
    store: QueueStore,
    input: {
      software: string;
      jobs: number;
      work: (job: RangeJob, worker: string) => Promise<void>;
    },
  ) {
    this.#store = store;
    this.#software = input.software;
    this.#jobs = input.jobs;
    this.#work = input.work;
  }

  /** Begins; a runner that ends because the database went is begun anew. */
  async start(): Promise<void> {
    this.#utils = await makeWorkerUtils({ pgPool: this.#store.pool, logger: quiet });
    process.on("unhandledRejection", this.#forgive);
    this.#beat = setInterval(() => void this.#beatOnce(), beatMs);
    await this.#live();
    void this.#keepRunning();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#beat);
    process.off("unhandledRejection", this.#forgive);
    await this.#runner?.stop().catch(() => undefined);
    await this.#utils?.release();
  }

  /** A runner that saw its database go may wait for long; once it is back a new one begins. */
  async #beatOnce(): Promise<void> {
    try {
      await this.#live();
      if (!this.#away) return;
      this.#away = false;
      await this.#runner?.stop();
    } catch {
      this.#away = true;
    }
  }

  /** When the database goes, graphile-worker leaves promises behind that nobody awaits. */
  readonly #forgive = (reason: unknown): void => {
    const code = reason instanceof Error && "code" in reason ? String(reason.code) : "";
    const away = /^(ECONN|EPIPE|08|57P)/.test(code) || /connection/i.test(String(reason));
    if (!away) throw reason;
  };

  async #keepRunning(): Promise<void> {
    while (!this.#stopped) {
      try {
        const task = async (payload: unknown, { job }: { job: { locked_by: string | null } }) => {
          const id = job.locked_by ?? "";
          this.#ids.add(id);
          try {
            await this.#work(payload as RangeJob, id);
          } finally {
            this.#ids.delete(id);
          }
        };
        this.#runner = await run({
          ...{ pgPool: this.#store.pool, concurrency: this.#jobs, noHandleSignals: true },
          ...{ pollInterval: 500, logger: quiet },
          taskList: { [kindOf(this.#software)]: task },
        });
        await this.#runner.promise;
      } catch {
        // The database is away, or was: the jobs of this runner come back by their lease.
      }
      await new Promise((resolve) => setTimeout(resolve, beatMs));
    }
  }

  /** Says that this process lives, and frees what processes took that no longer say so. */
  async #live(): Promise<void> {
    const { pool } = this.#store;
    const ids = [...this.#ids];
    await pool.query(
      `INSERT INTO rashomon.worker SELECT id, $2, now() FROM unnest($1::text[]) AS id
       ON CONFLICT (id) DO UPDATE SET seen = now()`,
      [ids, this.#software],
    );
    const { rows } = await pool.query(
      `SELECT DISTINCT locked_by AS id FROM graphile_worker.jobs
       WHERE locked_at < now() - $1 * interval '1 second' AND starts_with(task_identifier, $2)
       AND NOT EXISTS (SELECT FROM rashomon.worker
         WHERE id = locked_by AND seen > now() - $1 * interval '1 second')`,
      [leaseSeconds, kindStart],
    );
    if (rows.length === 0) return;
    await this.#utils?.forceUnlockWorkers(rows.map(({ id }) => id as string));
  }
}
