import { expect, test } from "vitest";
import type { Plan, PlanRule } from "../../sim/index.ts";
import { planOf, tell } from "./told.ts";

/** The story with another lie in place of the one that it is told with; none: with no lie. */
function told(rule?: PlanRule, policy?: string) {
  const plan = planOf("half-a-state");
  const steps = plan.steps.flatMap((step): Plan["steps"] => {
    if (!("rule" in step) || step.rule.name !== "withheld-auth") return [step];
    return rule === undefined ? [] : [{ ...step, rule }];
  });
  const servers = plan.servers.map((server) =>
    policy === undefined ? server : { ...server, policy },
  );
  return tell({ ...plan, servers, steps });
}
const withheld: PlanRule = {
  ...{ name: "withheld-auth", type: "m.room.topic" },
  servers: ["alpha.test", "bravo.test"],
};
const requests = ({ requests: all }: ReturnType<typeof told>, kind: string) =>
  all.filter(
    ({ request, from, result }) => request === kind && from === 2 && result === "delivered",
  );

test("one event that cannot be fetched is missing from Charlie's room for good", () => {
  const { result } = told(withheld);
  const broken = result.verdicts.filter((verdict) => verdict.result === "broken");
  expect(broken.map(({ check }) => check)).toEqual(["converges"]);
  expect(broken[0].detail).toMatch(/m\.room\.topic is event \d+ .* but nothing at charlie\.test/);
});

test("where all of it comes, or where half a state is not taken, the servers agree", () => {
  expect(told().result.outcome).toBe("held");
  const converges = told(withheld, "synapse").result.verdicts.find(
    ({ check }) => check === "converges",
  );
  expect(converges?.detail).not.toContain("nothing at charlie.test");
});

test("less than a tenth is missing, so it is fetched event by event, and none by /state", () => {
  const some = told();
  expect(requests(some, "event").length).toBeGreaterThan(2);
  expect(requests(some, "state")).toEqual([]);
});

test("a false report of the state does the same as a failed fetch", () => {
  const share = { numerator: 1, denominator: 1 };
  const lie: PlanRule = {
    ...{ name: "false-state", share, type: "m.room.topic" },
    servers: ["alpha.test", "bravo.test"],
  };
  const { result } = told(lie);
  const converges = result.verdicts.find(({ check }) => check === "converges");
  expect(converges?.detail).toMatch(/m\.room\.topic is event \d+ .* but nothing at charlie\.test/);
});
