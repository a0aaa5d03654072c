import { expect, test } from "vitest";
import { judge, judgeProperties, namesOfChecks } from "../../../../sim/check/index.ts";
import { run } from "../../../../sim/run/index.ts";
import { swarmPlan } from "../../../../sim/run/swarm/swarm.ts";
import { referee } from "../../../reference/index.ts";

// Swarms upgrade servers, let them lose what they had, and leave them with part of a state, so that
// a view which was begun early and taken in piecemeal would show where it is not the whole one.
test("what is judged piecemeal is judged as the whole trace is", () => {
  let broken = 0;
  for (let seed = 1; seed <= 30; seed++) {
    const plan = swarmPlan({ seed: String(seed) });
    const { records, verdicts } = run(plan, { referee });
    const trace = records.filter(({ kind }) => kind !== "verdict" && kind !== "end");
    const whole = [
      ...judge(trace, namesOfChecks(plan.checks), { referee }),
      ...judgeProperties(trace, plan.expect ?? []),
    ];
    expect(verdicts.length).toBeGreaterThan(0);
    expect(verdicts).toEqual(whole);
    broken += verdicts.filter(({ result }) => result === "broken").length;
  }
  expect(broken).toBeGreaterThan(0);
});

test("a short trace, and a plan without checks, are judged as well", () => {
  const plan = { ...swarmPlan({ seed: "1" }), steps: [] };
  expect(run(plan, { referee }).verdicts).not.toEqual([]);
  expect(run({ ...plan, checks: [], expect: [] }, { referee }).verdicts).toEqual([]);
});
