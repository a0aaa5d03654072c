// `rashomon sweep … --queue`: puts the seeds of a sweep into the queue, and runs none of them.
import { countOf } from "../../../run/index.ts";
import { exitCode, type ExitCode } from "../../exit-code.ts";
import type { Output } from "../../output.ts";
import { enqueue } from "./queue-jobs.ts";
import { QueueStore, type QueuedSweep } from "./queue-store.ts";
import { queueUrl } from "../worker.ts";

/** Answers when all of it is in; what was run before, or waits already, is not put in again. */
export async function putIntoQueue(
  url: string,
  wanted: Omit<QueuedSweep, "id">,
  output: Output,
): Promise<ExitCode> {
  const store = await QueueStore.open(queueUrl(url));
  try {
    const sweep = await store.sweep(wanted);
    const jobs = await enqueue(store, sweep, wanted.seeds);
    const { scenario, seeds, software, guided } = wanted;
    output.result({ command: "sweep", sweep: sweep.id, scenario, seeds, software, jobs }, () => {
      const what = `${scenario}, seeds ${seeds.first}..${seeds.last}`;
      const more = guided ? ", generation by generation" : "";
      return (
        `${what}: ${jobs} jobs wait for ${software} (${countOf(seeds)} seeds${more})\n` +
        `next: rashomon worker --queue URL, on as many machines as you like\n`
      );
    });
    return exitCode.ok;
  } finally {
    await store.close();
  }
}
