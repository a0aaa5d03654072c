import { expect, test } from "vitest";
import { scenarios } from "../../../scenarios/index.ts";
import { generate, readPlan, run } from "../../../sim/run/index.ts";
import { changedPlan, stepText } from "../../../viz/what-if/changed-plan.ts";

const story = scenarios.get("netsplit-ban");
if (story === undefined) throw new Error("no scenario");
const plan = generate(story, { seed: "1" });
const none = { version: "", dialect: "", seed: "", without: new Set<number>() };

test("without a change it is the same story", () => {
  expect(changedPlan(plan, none)).toEqual(plan);
});

test("a changed plan is a plan, and its run is another", () => {
  const ban = plan.steps.find((step) => "action" in step && step.action.kind === "ban");
  const without = new Set([ban?.id ?? -1]);
  const changed = changedPlan(plan, { version: "11", dialect: "synapse", seed: "9", without });
  expect(readPlan(changed).ok).toBe(true);
  expect(changed.steps).toHaveLength(plan.steps.length - 1);
  const { records } = run(changed);
  // The plan in `meta` still speaks of a ban: the story claims that there is one.
  const events = records.filter(({ kind }) => kind === "event");
  expect(JSON.stringify(events)).not.toContain('"membership":"ban"');
  expect(records[0]).toMatchObject({ seed: "9", rooms: [{ version: "11" }] });
});

test("steps have words", () => {
  const words = plan.steps.map(stepText);
  expect(words).toContain("@alice:alpha.test: ban @carol:charlie.test");
  expect(words).toContain("partition");
});
