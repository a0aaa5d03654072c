// The story that mixed federations are measured by.
import { expect, test } from "vitest";
import { readPlan, run } from "../../../../sim/run/index.ts";
import { healedAtMs, mixedPlan } from "../../../../sim/run/mixed/mixed-story.ts";

const dialects = ["synapse", "synapse", "ruma", "spec+skipRejected"];

test("a plan is whole, the same for the same seed, and blind to the dialects", () => {
  const plan = mixedPlan({ seed: "3", version: "11", dialects });
  expect(readPlan(JSON.parse(JSON.stringify(plan)))).toEqual({ ok: true, plan });
  expect(mixedPlan({ seed: "3", version: "11", dialects })).toEqual(plan);
  const other = mixedPlan({ seed: "3", version: "11", dialects: dialects.map(() => "spec") });
  expect(other.steps).toEqual(plan.steps);
  expect(mixedPlan({ seed: "4", version: "11", dialects }).steps).not.toEqual(plan.steps);
});

test("people act on both sides of the split, and nobody just before it ends", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { steps } = mixedPlan({ seed: String(seed), version: "11", dialects });
    const inSplit = steps.filter((step) => "user" in step && step.atMs < healedAtMs);
    expect(inSplit.length).toBeGreaterThan(3);
    expect(Math.max(...inSplit.map(({ atMs }) => atMs))).toBeLessThan(healedAtMs - 20_000);
  }
});

test("the run ends, whatever the seed", () => {
  for (let seed = 1; seed <= 10; seed++) {
    const { outcome } = run(mixedPlan({ seed: String(seed), version: "11", dialects }));
    expect(outcome).not.toBe("unsettled");
  }
});
