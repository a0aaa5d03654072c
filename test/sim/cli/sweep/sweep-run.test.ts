// Worker threads, barriers and limits; that nothing is lost when it ends early is sweep.test.ts's.
import { join } from "node:path";
import { expect, test } from "vitest";
import type { SweepTask } from "../../../../sim/cli/sweep/sweep-batches.ts";
import { Pace, progressText, runPending, Tally } from "../../../../sim/cli/sweep/sweep-run.ts";
import { SweepStore } from "../../../../sim/cli/sweep/sweep-store.ts";
import { temporaryFolder } from "../call.ts";

const source = { scenario: "power-duel", options: {} };
const seeds = { first: 1, last: 12 };
const none = { seconds: Infinity, failures: Infinity, stable: Infinity };
const open = () =>
  SweepStore.open(join(temporaryFolder(), "r.sqlite"), { story: "s", software: "1" });
const task = (first: number, last: number): SweepTask => ({ source, range: { first, last } });

test("a batch begins only when the one before is written", async () => {
  const store = await open();
  const before: number[] = [];
  function* batches() {
    for (const first of [1, 5, 9]) {
      before.push(store.seedsDone().length);
      yield [task(first, first + 1), task(first + 2, first + 3)];
    }
  }
  const tally = new Tally(store, seeds);
  const told: string[] = [];
  const sweeping = { batches: batches(), seeds, jobs: 2, limits: none, store, tally };
  expect(await runPending(sweeping, (text) => void told.push(text))).toBe("done");
  expect(before).toEqual([0, 4, 8]);
  expect(told[5]).toMatch(/^12 of 12 runs, [\d.]+ runs\/s, 0 s left, 0 failed$/);
  expect([tally.done, tally.firstUndone(seeds)]).toEqual([12, 13]);
  store.close();
});

test("when a limit is reached no further batch begins", async () => {
  const store = await open();
  let begun = 0;
  function* batches() {
    for (const first of [1, 5, 9]) {
      begun++;
      yield [task(first, first + 3)];
    }
  }
  const limits = { ...none, seconds: 0 };
  const tally = new Tally(store, seeds);
  const sweeping = { batches: batches(), seeds, jobs: 1, limits, store, tally };
  expect(await runPending(sweeping, () => undefined)).toBe("time");
  expect([begun, store.seedsDone().length]).toEqual([1, 4]);
  store.close();
});

test("what is to be seen first is asked before any batch, and nothing is written until it is", async () => {
  const store = await open();
  const asked: number[] = [];
  const tally = new Tally(store, seeds);
  const sweeping = { seeds, jobs: 1, limits: none, store, tally };
  const first = async (ask: (one: SweepTask) => Promise<unknown[]>) => {
    asked.push((await ask(task(1, 2))).length, store.seedsDone().length);
  };
  const batches = [[task(1, 12)]];
  expect(await runPending({ ...sweeping, batches, first }, () => undefined)).toBe("done");
  expect(asked).toEqual([2, 0]);
  const other = await open();
  const [blindly, rest] = [task(1, 12), [task(1, 2), task(3, 4)]];
  // Asked twice, so that the other thread has runs to write before it turns out that all see nothing.
  const blind = async (ask: (one: SweepTask) => Promise<unknown[]>) => {
    await ask(blindly);
    await ask(blindly);
    throw new Error("sees nothing");
  };
  const again = {
    ...sweeping,
    jobs: 2,
    store: other,
    tally: new Tally(other, seeds),
    batches: [rest],
  };
  await expect(runPending({ ...again, first: blind }, () => undefined)).rejects.toThrow("nothing");
  expect(other.seedsDone()).toEqual([]);
  for (const one of [store, other]) one.close();
});

test("progress names failures by check, and says time in what fits it", () => {
  const broken = new Map([
    ["converges", 2],
    ["no-state-reset", 11],
  ]);
  const tally = { done: 120, total: 5120, failed: 12, broken, kinds: new Set(["a", "b", "c"]) };
  expect(progressText(tally, 10)).toBe(
    "120 of 5120 runs, 10.0 runs/s, 9 min left, 12 failed (no-state-reset 11, converges 2; 3 kinds)",
  );
  const none = { ...tally, failed: 0, broken: new Map<string, number>(), kinds: new Set<string>() };
  expect(progressText({ ...none, total: 200 }, 4)).toBe(
    "120 of 200 runs, 4.0 runs/s, 20 s left, 0 failed",
  );
  expect(progressText(none, 0)).toBe("120 of 5120 runs, 0.0 runs/s, 0 failed");
});

test("the rate is that of the last fifteen seconds, not of the slow beginning", () => {
  const pace = new Pace(100);
  expect(pace.rate(105, 5)).toBe(1);
  expect(pace.rate(110, 10)).toBe(1);
  expect(pace.rate(310, 20)).toBeCloseTo(205 / 15);
  expect(pace.rate(510, 30)).toBe(20);
});
