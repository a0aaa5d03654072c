import { expect, test } from "vitest";
import { PlanPool } from "../../../../sim/cli/shrink/plan-pool.ts";
import failuresOf from "../../../../sim/cli/shrink/plan-worker.ts";
import { scenarios } from "../../../../scenarios/index.ts";
import { generate, type Scenario } from "../../../../sim/run/index.ts";

const stale = scenarios.get("stale-state") as Scenario;
const plan = (roomVersion: string) => generate(stale, { seed: "1", roomVersion });

test("threads answer as this one would, and the first that fails counts", async () => {
  const [good, bad] = [plan("12"), plan("11")];
  const pool = new PlanPool(2);
  try {
    expect(await pool.failuresOf(bad)).toEqual(failuresOf(bad));
    const [signature] = failuresOf(bad);
    expect(await pool.firstFailing([good, good, good, bad, bad], signature)).toBe(3);
    expect(await pool.firstFailing([bad, bad], signature)).toBe(0);
    expect(await pool.firstFailing([good, good, good], signature)).toBe(-1);
    expect(await pool.firstFailing([bad], "another failure")).toBe(-1);
  } finally {
    await pool.close();
  }
});
