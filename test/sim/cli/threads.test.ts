import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { openThreads, workerFile } from "../../../sim/cli/threads.ts";
import { generate, type Scenario } from "../../../sim/run/index.ts";
import { scenarios } from "../../../scenarios/index.ts";

test("in a checkout workers run from their sources", () => {
  for (const name of ["shrink/plan-worker", "sweep/sweep-worker", "sweep/guidance-worker"]) {
    expect(workerFile(name)).toMatch(new RegExp(`sim/cli/${name}\\.ts$`));
    expect(existsSync(workerFile(name))).toBe(true);
  }
});

test("a pool answers from every thread, and is gone when it is closed", async () => {
  const pool = openThreads("shrink/plan-worker", 2);
  const plan = generate(scenarios.get("power-duel") as Scenario, { seed: "1" });
  const answers = await Promise.all([pool.run(plan), pool.run(plan), pool.run(plan)]);
  expect(answers).toEqual([[], [], []]);
  await pool.destroy();
  expect(pool.threads).toEqual([]);
});
