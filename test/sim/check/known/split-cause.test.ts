// What parts servers: told from what each made of the other's events.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { scenarios } from "../../../../scenarios/index.ts";
import { viewTrace } from "../../../../sim/check/index.ts";
import { cameAsOutlier, splitCause } from "../../../../sim/check/known/split-cause.ts";
import { generate, run, type Plan } from "../../../../sim/run/index.ts";

const told = (plan: Plan, check: string) => {
  const { records, verdicts } = run(plan);
  const verdict = verdicts.find((one) => one.check === check)!;
  return { view: viewTrace(records), verdict };
};
const story = (name: string) => generate(scenarios.get(name)!, { seed: "1" });

test.each([
  ["soft-failure-split", "soft-failed"],
  ["half-a-state", "unheard"],
])("%s: %s", (name, cause) => {
  const { view, verdict } = told(story(name), "converges");
  expect(verdict.result).toBe("broken");
  expect(splitCause(view, verdict)).toBe(cause);
});

test("servers that hold the same against everybody are not parted by anything", () => {
  const { view, verdict } = told(story("netsplit-ban"), "converges");
  expect(splitCause(view, { ...verdict, servers: [0, 0] })).toBeUndefined();
});

test("what was dropped and never came again parts servers, in a kept failure", () => {
  const file = "../../../../scenarios/regressions/dropped-for-want-of-a-key.json";
  const { plan } = JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"));
  const { view, verdict } = told(plan, "converges");
  expect(splitCause(view, verdict)).toBe("dropped");
});

test("a leaked extremity has an event on it that came as a part of a state", () => {
  const file = new URL("../../../../scenarios/regressions/leaked-extremity.json", import.meta.url);
  const { plan } = JSON.parse(readFileSync(file, "utf8"));
  const { view, verdict } = told(plan, "bounded-extremities");
  expect(cameAsOutlier(view, verdict)).toBe(true);
  // The creation of the room was no part of anybody's state before it was accepted.
  expect(cameAsOutlier(view, { ...verdict, events: [], servers: [0] })).toBe(false);
});
