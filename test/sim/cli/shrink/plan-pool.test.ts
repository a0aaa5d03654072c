import { expect, test } from "vitest";
import { PlanPool } from "../../../../sim/cli/shrink/plan-pool.ts";
import failuresOf from "../../../../sim/cli/shrink/plan-worker.ts";
import { scenarios } from "../../../../scenarios/index.ts";
import { generate, type Failure, type Scenario } from "../../../../sim/run/index.ts";

const stale = scenarios.get("stale-state") as Scenario;
const plan = (roomVersion: string) => generate(stale, { seed: "1", roomVersion });

test("threads answer as this one would, and the first that fails counts", async () => {
  const [good, bad] = [plan("12"), plan("11")];
  const pool = new PlanPool(2);
  try {
    expect(await pool.failuresOf(bad)).toEqual(failuresOf(bad));
    const failures = failuresOf(bad);
    const failure = failures.find(({ known }) => known !== undefined) as Failure;
    expect(await pool.firstFailing([good, good, good, bad, bad], failure)).toBe(3);
    expect(await pool.firstFailing([bad, bad], failure)).toBe(0);
    expect(await pool.firstFailing([good, good, good], failure)).toBe(-1);
    expect(await pool.firstFailing([bad], { signature: "another failure" })).toBe(-1);
    const { signature, known } = failure;
    expect(known).toBe("refused");
    for (const other of ["older-event" as const, undefined]) {
      const elsewise = { signature, ...(other !== undefined && { known: other }) };
      expect(await pool.firstFailing([bad], elsewise)).toBe(-1);
    }
  } finally {
    await pool.close();
  }
});
