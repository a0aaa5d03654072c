// A run in a thread of its own whose records go into a feed while they are made.
import { Worker } from "node:worker_threads";
import type { Feed } from "../../bridge/feed.ts";
import type { LiveOrder } from "./live-worker.ts";
import { workerFile } from "../threads.ts";

/**
 * Resolves when the run is over and its feed has ended; rejects where the run fails.
 * @param unwanted where this resolves first, the run ends then: a slow pace keeps nobody waiting
 */
export function liveRun(order: LiveOrder, feed: Feed, unwanted: Promise<void>): Promise<void> {
  const worker = new Worker(workerFile("run/live-worker"), { workerData: order });
  const stop = () => worker.terminate();
  void unwanted.then(stop, stop);
  worker.on("message", (lines: readonly string[]) => feed.push(...lines));
  return new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.once("exit", () => {
      feed.end();
      resolve();
    });
  });
}
