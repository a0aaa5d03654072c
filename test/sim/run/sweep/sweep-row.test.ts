import { expect, test } from "vitest";
import { scenarios } from "../../../../scenarios/index.ts";
import { generate, run, sweepRow, sweepSeed, type Scenario } from "../../../../sim/run/index.ts";
import { referee } from "../../../reference/index.ts";

test("a row has the run's hash and counters, and each failure in general and in its own words", () => {
  const stale = scenarios.get("stale-state") as Scenario;
  const result = run(generate(stale, { seed: "3", roomVersion: "11" }), { referee });
  const row = sweepRow(3, result);
  expect(row).toMatchObject({ seed: 3, outcome: "broken", hash: result.hash });
  expect(row.deliveries).toBe(result.counters.deliveries);
  expect(row.failures.length).toBeGreaterThan(0);
  for (const { signature, detail } of row.failures) {
    expect(signature).toContain("SERVER");
    expect(detail).toContain("charlie.test");
  }
  const held = run(generate(stale, { seed: "3", roomVersion: "12" }), { referee });
  expect(sweepRow(3, held)).toMatchObject({ outcome: "held", failures: [] });
});

test("a seed's row is the same by the view that the checks had as by the whole trace", () => {
  for (const name of ["netsplit-ban", "crash-in-split", "stale-state"]) {
    const plan = generate(scenarios.get(name) as Scenario, { seed: "5" });
    const row = sweepSeed(5, plan, { referee });
    expect(row).toEqual(sweepRow(5, run(plan, { referee })));
    expect(row.places.length).toBeGreaterThan(3);
  }
});
