// A worker's part in a guided sweep, with a database in memory; the real one is in
// test/real/sweep-queue.test.ts.
import { expect, test } from "vitest";
import { GuidedSweeps } from "../../../../../sim/cli/sweep/queue/guided-sweeps.ts";
import type { QueuedSweep, QueueStore } from "../../../../../sim/cli/sweep/queue/queue-store.ts";
import type { GuidedRun, SeedRange } from "../../../../../sim/run/index.ts";

const sweep: QueuedSweep = {
  ...{ id: 7, story: "swarm, guided from 1", software: "1", scenario: "swarm", guided: true },
  ...{ source: { scenario: "swarm", options: {} }, seeds: { first: 1, last: 200 } },
};

/** A database that holds some runs; it counts how often it is asked. */
function storeOf(runs: GuidedRun[]) {
  const asked: SeedRange[] = [];
  const guidedRuns = async (_sweep: number, range: SeedRange) => {
    asked.push(range);
    return runs.filter(({ seed }) => seed >= range.first && seed <= range.last);
  };
  return { asked, store: { guidedRuns, sweepNow: async () => sweep } as unknown as QueueStore };
}
const run = (seed: number): GuidedRun => {
  return { seed, places: 5, novel: seed % 4 === 0 ? 2 : 0, origin: undefined };
};
const runs = (last: number) => Array.from({ length: last }, (_, n) => run(n + 1));

test("two workers work out the same origins, and each generation is read once", async () => {
  const [one, two] = [storeOf(runs(64)), storeOf(runs(64))];
  const [here, there] = [new GuidedSweeps(one.store), new GuidedSweeps(two.store)];
  const ranges = [0, 4, 8].map((n) => ({ first: 65 + n, last: 68 + n }));
  const tasks = await Promise.all(ranges.map((range) => here.task(sweep, range)));
  expect(one.asked).toEqual([
    { first: 1, last: 32 },
    { first: 33, last: 64 },
  ]);
  for (const [n, range] of ranges.entries()) {
    expect(await there.task(sweep, range)).toEqual(tasks[n]);
  }
  const origins = tasks.flatMap((task) => task?.guided?.origins ?? []);
  expect(origins.length).toBeGreaterThan(3);
});

test("a range of a generation that is over is not run again", async () => {
  const guided = new GuidedSweeps(storeOf(runs(64)).store);
  expect(await guided.task(sweep, { first: 65, last: 68 })).toBeDefined();
  expect(await guided.task(sweep, { first: 29, last: 32 })).toBeUndefined();
});

test("a range that comes before its generation is refused, and tried again later", async () => {
  const held = runs(60);
  const guided = new GuidedSweeps(storeOf(held).store);
  const range = { first: 65, last: 68 };
  await expect(guided.task(sweep, range)).rejects.toThrow("28 of 32 runs are in");
  held.push(...runs(64).slice(60));
  expect(await guided.task(sweep, range)).toBeDefined();
});

test("while a run of the generation is missing, nothing is put in", async () => {
  const { store } = storeOf(runs(63));
  // Putting in would ask this store for more than it has.
  await expect(new GuidedSweeps(store).goOn(sweep, { first: 61, last: 64 })).resolves.toBe(
    undefined,
  );
  const whole = new GuidedSweeps(storeOf(runs(64)).store);
  await expect(whole.goOn(sweep, { first: 61, last: 64 })).rejects.toThrow();
});
