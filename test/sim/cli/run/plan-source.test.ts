import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scenarios } from "../../../../scenarios/index.ts";
import { Options } from "../../../../sim/cli/command.ts";
import { planOf, planSource, scenarioOf } from "../../../../sim/cli/run/plan-source.ts";
import { generate, type Scenario } from "../../../../sim/run/index.ts";
import { temporaryFolder } from "../call.ts";

const duel = scenarios.get("power-duel") as Scenario;

test("a scenario with options gives the plan of any seed, also as plain data", () => {
  const source = planSource("power-duel", new Options({ roomVersion: "11" }));
  const sent = JSON.parse(JSON.stringify(source)) as typeof source;
  expect(planOf(sent, "9")).toEqual(generate(duel, { seed: "9", roomVersion: "11" }));
  expect(scenarioOf(sent)).toBe(duel);
});

test("a plan file gives its plan with another seed", () => {
  const file = join(temporaryFolder(), "plan.json");
  const plan = generate(duel, { seed: "1" });
  writeFileSync(file, JSON.stringify(plan));
  const source = planSource(file, new Options({}));
  expect(planOf(source, "4")).toEqual({ ...plan, seed: "4" });
  expect(scenarioOf(source)).toBeUndefined();
  expect(() => planSource(file, new Options({ servers: "3" }))).toThrow("says itself");
});

test("what is not there is refused with what is", () => {
  expect(() => planSource("power-dual", new Options({}))).toThrow(
    expect.objectContaining({
      parts: expect.objectContaining({ remedy: expect.stringContaining("power-duel") }),
    }),
  );
  expect(() => planSource("power-duel", new Options({ roomVersion: "99" }))).toThrow("99");
  const source = planSource("power-duel", new Options({ servers: "70" }));
  expect(() => planOf(source, "1")).toThrow("is told with the servers");
});
