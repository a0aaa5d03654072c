import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
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

test("threads that take all processors leave warm functions to the cheaper compiler", () => {
  const file = new URL("../../../sim/cli/threads.ts", import.meta.url).href;
  // One function is called until it is warm; V8 says what it decides, and compiles at once.
  const story = `void import(${JSON.stringify(file)}).then(async ({ openThreads }) => {
    const pool = openThreads("shrink/plan-worker", Number(process.argv[1]));
    const warmFunction = (list) => { let sum = 0; for (const one of list) sum += one; return sum; };
    for (let n = 0; n < 24000; n++) warmFunction([n, 1, 2]);
    await pool.destroy();
  })`;
  const compilers = (jobs: number) => {
    const argv = ["--trace-opt", "--no-concurrent-recompilation", "-e", story, String(jobs)];
    const { stdout, stderr } = spawnSync(process.execPath, argv, { encoding: "utf8" });
    expect(stderr).toBe("");
    return Array.from(
      stdout.matchAll(/marking .*warmFunction .* optimization to (\w+)/g),
      ([, to]) => to,
    );
  };
  const sparing = compilers(availableParallelism());
  expect(sparing).toContain("MAGLEV");
  expect(sparing).not.toContain("TURBOFAN_JS");
  if (availableParallelism() > 1) expect(compilers(1)).toContain("TURBOFAN_JS");
});
