import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { scenarios } from "../../../../scenarios/index.ts";
import { Options } from "../../../../sim/cli/command.ts";
import { planOf, planSource, scenarioOf } from "../../../../sim/cli/run/plan-source.ts";
import { generate, scenario, type Scenario } from "../../../../sim/run/index.ts";
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
  // A shell's variable that was never set.
  expect(() => planOf(planSource("power-duel", new Options({})), "")).toThrow("--seed is empty");
});

test("a story in code that misspells what no compiler has seen is refused before anything runs", () => {
  const fields = { curve: "constant", ms: 1 } as unknown as { ms: number };
  const late = scenario({
    ...{ name: "misspelt", about: "A delay with a field that there is none of.", servers: 2 },
    story: ({ after }) => after("1s").fault("slow-link", fields),
  });
  const listed = scenarios as Map<string, Scenario>;
  listed.set("misspelt", late);
  onTestFinished(() => void listed.delete("misspelt"));
  const told = () => planOf(planSource("misspelt", new Options({})), "1");
  expect(told).toThrow(/\/steps\/0\/rule\/curve: is not known here; known are name, shape, ms/);
});

test("a time that is too long is named as it was typed", () => {
  const faults = new Options({ fault: ["isolate count=1 at=1s for=9999h"] });
  expect(() => planOf(planSource("power-duel", faults), "1")).toThrow(
    "for=… must be <= 31536000000, in ms",
  );
});
