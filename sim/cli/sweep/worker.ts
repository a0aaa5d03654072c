// `rashomon worker`: works off what sweeps have put into the queue of a PostgreSQL, on this machine
// and beside any number of others.
import { availableParallelism } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { SweepRow } from "../../run/index.ts";
import type { Call, Command } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { onSignals } from "../on-signals.ts";
import { ownVersion } from "../own-version.ts";
import { Problem } from "../problem.ts";
import { GuidedSweeps } from "./queue/guided-sweeps.ts";
import { JobRunner, openJobs, prepareQueue, type RangeJob } from "./queue/queue-jobs.ts";
import { findCanary } from "./canary.ts";
import { QueueStore, type QueuedSweep } from "./queue/queue-store.ts";
import type { SweepTask } from "./sweep-batches.ts";
import { openThreads } from "../threads.ts";

export const worker: Command = {
  name: "worker",
  summary: "run the seeds that sweeps have put into a queue",
  args: [],
  options: [
    { flags: "--queue <URL>", about: "the PostgreSQL: postgres://USER:PASSWORD@HOST:PORT/NAME" },
    { flags: "--jobs <J>", about: "worker threads (default: one for each processor)" },
    { flags: "--until-empty", about: "end when nothing is left (default: wait for more)" },
  ],
  examples: [
    "rashomon worker --queue postgres://me@db.test/sweeps",
    "rashomon worker --queue postgres://me@db.test/sweeps --jobs 2 --until-empty",
  ],
  run: workerCommand,
};

async function workerCommand({ options, output }: Call): Promise<ExitCode> {
  const store = await QueueStore.open(queueUrl(options.text("queue")));
  const jobs = options.integer("jobs", { min: 1, max: 256 }) ?? availableParallelism();
  const threads = openThreads("sweep/sweep-worker", jobs);
  const ask = (task: SweepTask) => threads.run(task) as Promise<SweepRow[]>;
  const guided = new GuidedSweeps(store);
  const sweeps = new Map<number, QueuedSweep>();
  let ran = 0;
  const work = async ({ sweep: id, range }: RangeJob, name: string): Promise<void> => {
    const sweep = sweeps.get(id) ?? (await store.sweepNow(id));
    sweeps.set(id, sweep);
    const { source } = sweep;
    const task = sweep.guided ? await guided.task(sweep, range) : { source, range };
    if (task !== undefined) ran += await store.add(id, await ask(task), name);
    if (sweep.guided) await guided.goOn(sweep, range);
  };
  const software = ownVersion();
  const runner = new JobRunner(store, { software, jobs, work });
  let ended = false;
  const off = onSignals(() => void (ended = true));
  try {
    await prepareQueue(store);
    refuseOthers(await openJobs(store));
    await findCanary(ask, { checks: ["all"] });
    await runner.start();
    while (!ended) {
      await sleep(500);
      // While the database is away there is nothing to ask; it comes back.
      const open = await openJobs(store).catch(() => undefined);
      output.progress(`${ran} seeds run, ${open?.get(software) ?? "?"} jobs left`);
      if (options.flag("untilEmpty") && open !== undefined && !open.has(software)) break;
    }
    output.progress("");
    output.result({ command: "worker", software, ran }, () => `${ran} seeds run\n`);
    return ended ? exitCode.notConverged : exitCode.ok;
  } finally {
    off();
    await runner.stop();
    await threads.destroy();
    await store.close();
  }
}

/** The address of the queue; without one, or with another sort, it is said what one looks like. */
export function queueUrl(url: string | undefined): string {
  if (url !== undefined && /^postgres(?:ql)?:\/\//.test(url) && URL.canParse(url)) return url;
  throw new Problem({
    // What was given may hold a password.
    message: url === undefined ? "no queue is named" : "--queue is no address of a PostgreSQL",
    remedy: "Give --queue postgres://USER:PASSWORD@HOST:PORT/DATABASE.",
  });
}

/**
 * Results of different versions must never be mixed.
 * @throws Problem where all that waits is for other versions
 */
export function refuseOthers(open: ReadonlyMap<string, number>, own: string = ownVersion()): void {
  if (open.size === 0 || open.has(own)) return;
  throw new Problem({
    message: `what waits is for ${[...open.keys()].join(" and ")}, and this is ${own}`,
    remedy: "Run a worker of that version, or put the sweep in anew with this one.",
  });
}
