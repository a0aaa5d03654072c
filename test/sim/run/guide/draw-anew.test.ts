// What comes after a time is drawn anew, and what was before it stays to the last record.
import { expect, test } from "vitest";
import { chanceAnew, deedsAnew, run, swarmPlan } from "../../../../sim/run/index.ts";
import type { Plan, RunResult } from "../../../../sim/run/index.ts";
import { cast, tell } from "../stories.ts";

/** A talk over a wire of chance: one word every ten seconds from 10 s on. */
const talk = () =>
  tell(
    (stage) => {
      const { ada, bob, cay, room } = cast(stage);
      for (let n = 0; n < 12; n++) {
        stage.after(10_000 * n).do([ada, bob, cay][n % 3].say(room, `${n}`));
      }
    },
    { delay: { kind: "uniform", minMs: 5, maxMs: 5000 } },
  );

const until = ({ records }: RunResult, atMs: number) =>
  JSON.stringify(records.filter((record) => "atMs" in record && record.atMs < atMs));

test("with other chance a run is the same up to that time, and another one after it", () => {
  const plan = talk();
  const [before, after] = [run(plan), run(chanceAnew(plan, 60_000, "other"))];
  expect(until(after, 60_000)).toBe(until(before, 60_000));
  expect(until(after, 70_000)).not.toBe(until(before, 70_000));
  expect(run(chanceAnew(plan, 60_000, "other")).hash).toBe(after.hash);
  expect(run(chanceAnew(plan, 60_000, "third")).hash).not.toBe(after.hash);
  // With the seed that it had, nothing changes.
  const { records: _records, ...same } = run(chanceAnew(plan, 60_000, plan.seed));
  expect(same.hash).toBe(before.hash);
});

test("an earlier time takes the place of later ones; a later one comes on top", () => {
  const twice = chanceAnew(chanceAnew(talk(), 60_000, "b"), 90_000, "c");
  expect(twice.reseeds).toEqual([
    { atMs: 60_000, seed: "b" },
    { atMs: 90_000, seed: "c" },
  ]);
  expect(chanceAnew(twice, 30_000, "a").reseeds).toEqual([{ atMs: 30_000, seed: "a" }]);
});

test("other deeds: as many at the same times of the same kinds; what follows the heal stays", () => {
  const plan = swarmPlan({ seed: "7" });
  const from = plan.steps[Math.floor(plan.steps.length / 2)].atMs;
  const anew = deedsAnew(plan, from, "x");
  const times = ({ steps }: Plan) => steps.map(({ atMs, id }) => [atMs, id]);
  expect(times(anew)).toEqual(times(plan));
  const same = plan.steps.filter(
    (step, n) => JSON.stringify(step) === JSON.stringify(anew.steps[n]),
  );
  const changed = plan.steps.length - same.length;
  expect(changed).toBeGreaterThan(10);
  for (const [n, step] of plan.steps.entries()) {
    if (step.atMs < from || step.atMs > (plan.healMs ?? 0)) expect(anew.steps[n]).toBe(step);
  }
  const kinds = ({ steps }: Plan) =>
    new Set(steps.flatMap((step) => ("user" in step ? [step.action.kind] : [])));
  expect([...kinds(anew)].filter((kind) => !kinds(plan).has(kind))).toEqual([]);
});
