import { expect, test } from "vitest";
import { scenarios } from "../../../scenarios/index.ts";
import { generate, run } from "../../../sim/run/index.ts";
import { minimalPlan } from "../../../viz/what-if/minimal-plan.ts";

const planOf = (name: string, roomVersion: string) => {
  const story = scenarios.get(name);
  if (story === undefined) throw new Error("no scenario");
  return generate(story, { seed: "1", roomVersion });
};

test("steps that the failure does not need are left out, and it still fails alike", () => {
  const plan = planOf("stale-state", "11");
  const minimal = minimalPlan(plan);
  expect(minimal?.finished).toBe(true);
  expect(minimal?.plan.steps.length).toBeLessThan(plan.steps.length);
  expect(minimal?.signature).toMatch(/^(?:converges|no-state-reset): /);
  expect(run(minimal?.plan ?? plan).outcome).toBe("broken");
});

test("it stops at the limit of runs, and says nothing of a plan that holds", () => {
  expect(minimalPlan(planOf("stale-state", "11"), 3)).toMatchObject({ finished: false, runs: 3 });
  expect(minimalPlan(planOf("netsplit-ban", "12"))).toBeUndefined();
});
