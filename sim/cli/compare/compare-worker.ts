// A worker thread that compares ranges of made-up rooms, with programs of its own: the other end of
// compare-pool.ts. Works on several ranges at once, so that its programs never wait for the next.
import { parentPort, workerData } from "node:worker_threads";
import type { PortionResult } from "../../compare/index.ts";
import type { SeedRange } from "../../run/index.ts";
import { RangeComparer, type CompareOrder } from "./compare-range.ts";
import { problemOf } from "../problem.ts";

/** A range to compare; none: end the programs and go. */
export interface RangeTask {
  readonly id: number;
  readonly range: SeedRange;
}

/** What came of a task. */
export interface RangeReply {
  readonly id: number;
  readonly result?: PortionResult;
  readonly failure?: { readonly message: string; readonly remedy?: string };
}

if (parentPort !== null) {
  const port = parentPort;
  const comparer = new RangeComparer(workerData as CompareOrder);
  const answer = async ({ id, range }: RangeTask): Promise<RangeReply> => {
    try {
      return { id, result: await comparer.compare(range) };
    } catch (thrown) {
      const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      return { id, failure: problemOf(thrown) ?? { message } };
    }
  };
  port.on("message", (task: RangeTask | undefined) => {
    if (task !== undefined) return void answer(task).then((reply) => port.postMessage(reply));
    comparer.stop();
    port.close();
  });
}
