// What workers of a sweep are given: every seed that is not done, once, whatever was done before.
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  blindBatches,
  guidedBatches,
  guidedStoryOf,
  type SweepTask,
} from "../../../../sim/cli/sweep/sweep-batches.ts";
import { SweepStore } from "../../../../sim/cli/sweep/sweep-store.ts";
import type { SweepRow } from "../../../../sim/run/index.ts";
import { temporaryFolder } from "../call.ts";

const source = { scenario: "swarm", options: {} };
const open = () =>
  SweepStore.open(join(temporaryFolder(), "r.sqlite"), { story: "s", software: "1" });

/** A run that came to one place that all share, and every fifth to one of its own. */
function rowOf(seed: number, { guided }: SweepTask): SweepRow {
  const origin = guided?.origins.find(([own]) => own === seed)?.[1];
  const places = seed % 5 === 0 ? ["site: all", `site: ${seed}`] : ["site: all"];
  return {
    ...{ seed, outcome: "held", hash: "h", events: 1, deliveries: 1, failures: [], places },
    ...(origin !== undefined && { origin }),
  };
}

const seedsIn = ({ range }: SweepTask) =>
  Array.from({ length: range.last - range.first + 1 }, (_, n) => range.first + n);

/** Works batches off, `most` tasks of them; answers what was given out. */
function workOff(store: SweepStore, last: number, most = Infinity): SweepTask[] {
  const tasks: SweepTask[] = [];
  for (const batch of guidedBatches({ source, seeds: { first: 1, last }, store, jobs: 2 })) {
    for (const task of batch) {
      if (tasks.length >= most) return tasks;
      tasks.push(task);
      store.add(seedsIn(task).map((seed) => rowOf(seed, task)));
    }
  }
  return tasks;
}

test("a blind sweep is one batch of the ranges that are not done", async () => {
  const store = await open();
  const one = { source, range: { first: 3, last: 4 } };
  store.add([rowOf(3, one), rowOf(4, one)]);
  const batches = [...blindBatches({ source, seeds: { first: 1, last: 60 }, store, jobs: 1 })];
  expect(batches).toHaveLength(1);
  expect([...batches[0]].slice(0, 3).map(({ range }) => [range.first, range.last])).toEqual([
    [1, 2],
    [5, 24],
    [25, 42],
  ]);
  store.close();
});

test("ranges get shorter towards the end, so that all threads end together", async () => {
  const store = await open();
  const seeds = { first: 1, last: 100 };
  for (const jobs of [1, 2, 3, 8, 64]) {
    const [batch] = blindBatches({ source, seeds, store, jobs });
    const sizes = [...batch].map((task) => seedsIn(task).length);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(100);
    expect(sizes.at(-1)).toBe(1);
    // Whoever takes the next range goes on longest; the others then have no more than that to wait.
    const free = new Array<number>(jobs).fill(0);
    for (const size of sizes) free[free.indexOf(Math.min(...free))] += size;
    expect(Math.max(...free) - Math.min(...free), `${jobs} jobs`).toBeLessThanOrEqual(1);
  }
  store.close();
});

test("a guided sweep goes on where it was interrupted as if it had not been", async () => {
  const [whole, torn] = [await open(), await open()];
  workOff(whole, 200);
  workOff(torn, 200, 21);
  workOff(torn, 150, 9);
  workOff(torn, 200);
  const all = { first: 1, last: 200 };
  expect(torn.guidedRuns(all)).toEqual(whole.guidedRuns(all));
  const continued = whole.guidedRuns(all).filter(({ origin }) => origin !== undefined);
  expect(continued.length).toBeGreaterThan(20);
  // Nobody goes on from a plan of the own generation or a later one.
  for (const { seed, origin } of continued) {
    expect(origin?.parent).toBeLessThan(seed - ((seed - 1) % 32));
  }
  for (const store of [whole, torn]) store.close();
});

test("where it began is part of what a guided sweep is", () => {
  const from = (first: number) => guidedStoryOf(source, { first, last: 100 });
  expect(from(1)).not.toBe(from(2));
});
