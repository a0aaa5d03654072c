import { expect, test } from "vitest";
import { namesOfChecks } from "../../../../sim/check/index.ts";
import {
  always,
  faultRules,
  recorded,
  serversAgree,
  sometimes,
  swarmPlan,
} from "../../../../sim/run/index.ts";
import { continuePlan } from "../../../../sim/run/guide/continue-plan.ts";
import { cast, tell } from "../stories.ts";

const plan = tell((stage) => {
  const { ada, room } = cast(stage);
  stage.after("1s").do(ada.say(room, "hello"));
});

test("without a move that finds something to change it is the plan itself", () => {
  const nothing = { other: plan, seed: "1", names: ["fault dropped", "fault moved"] as const };
  expect(continuePlan(plan, nothing)).toBe(plan);
});

test("checks that a new fault is bound to break are left out, and no others", () => {
  const names = ["faults of another"] as const;
  const made = continuePlan(plan, { other: swarmWith("equivocation"), seed: "1", names });
  const left = namesOfChecks(plan.checks).filter((name) => !made.checks.includes(name));
  expect(left).toEqual(faultRules.get("equivocation")?.breaks);
});

/** Steps of a swarm's plan that holds a fault. */
function swarmWith(fault: string) {
  for (let seed = 1; ; seed++) {
    const drawn = swarmPlan({ seed: String(seed) });
    if (drawn.steps.some((step) => "rule" in step && step.rule.name === fault)) return drawn;
  }
}

test("what a story claims of itself is not asked of others, but for what it may come to", () => {
  const seen = recorded("mark");
  const told = { ...plan, expect: [always("a", serversAgree()), sometimes("b", seen)] };
  const made = continuePlan(told, { other: plan, seed: "1", names: ["more of a deed"] });
  expect(made.expect?.map(({ name }) => name)).toEqual(["b"]);
});
