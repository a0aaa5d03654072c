import { expect, test } from "vitest";
import { compareRuns, comparisonText } from "../../../viz/compare/runs.ts";
import { run } from "../../../sim/run/index.ts";
import type { Plan } from "../../../sim/run/plan/plan.ts";
import { buildModel } from "../../../viz/model/index.ts";
import { changedPlan } from "../../../viz/what-if/index.ts";
import { scenarioModel } from "../scenario-models.ts";

const a = scenarioModel("netsplit-ban");
const b = scenarioModel("netsplit-ban", "2");

test("a run is the same as itself", () => {
  const found = compareRuns(a, scenarioModel("netsplit-ban"));
  expect(found).toMatchObject({ first: undefined, onlyA: [], onlyB: [], checks: [], endings: [] });
  expect(found.common).toBe(a.events.length);
  expect(comparisonText(a, a, { a: "x", b: "y" })).toContain("Both did the same");
});

test("two seeds part at the first delay that differs, though the same was done in both", () => {
  const { first, onlyA, onlyB, endings } = compareRuns(a, b);
  expect(first?.atMs).toBeLessThan(10_000);
  expect(first?.a).not.toBe(first?.b);
  expect([onlyA, onlyB, endings]).toEqual([[], [], []]);
});

/** The run without the ban: carol stays, and what she did counts. */
function withoutBan() {
  const plan = a.meta.plan as Plan;
  const ban = plan.steps.find((step) => "action" in step && step.action.kind === "ban");
  const none = { version: "", dialect: "", seed: "" };
  const { records } = run(changedPlan(plan, { ...none, without: new Set([ban?.id ?? -1]) }));
  return buildModel(records);
}

test("what was not done is missing, and what followed from it ends otherwise", () => {
  const { first, onlyA, endings } = compareRuns(a, withoutBan());
  expect(onlyA.map((event) => a.events[event].content["membership"])).toContain("ban");
  expect(a.events[first?.eventA ?? -1].content["membership"]).toBe("ban");
  expect(endings.map(({ stateKey }) => stateKey)).toContain("@carol:charlie.test");
});

test("the text names both runs, the instant and the endings", () => {
  const text = comparisonText(a, withoutBan(), { a: "one.gz", b: "two.gz" });
  expect(text).toContain("A  one.gz: netsplit-ban, seed 1");
  expect(text).toContain("They part at 0:14.000:");
  expect(text).toMatch(/m\.room\.member @carol:charlie\.test at alpha, bravo, charlie: A .+; B .+/);
});
