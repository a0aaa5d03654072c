// The thread behind compare-pool.ts: what goes wrong in it comes out as it would without threads.
import { expect, test } from "vitest";
import { Worker } from "node:worker_threads";
import type { RangeReply } from "../../../../sim/cli/compare/compare-worker.ts";
import { workerFile } from "../../../../sim/cli/threads.ts";

test("a failure comes back with its remedy where it has one, and the thread ends when told to", async () => {
  const order = { seed: { low: 1, high: 2 }, versions: ["no-such"], peers: [], findsMax: 1 };
  const worker = new Worker(workerFile("compare/compare-worker"), { workerData: order });
  const reply = await new Promise<RangeReply>((resolve) => {
    worker.once("message", resolve);
    worker.postMessage({ id: 5, range: { first: 0, last: 0 } });
  });
  expect(reply).toMatchObject({ id: 5, failure: { message: expect.stringContaining("no-such") } });
  worker.postMessage(undefined);
  expect(await new Promise((resolve) => worker.once("exit", resolve))).toBe(0);
});
