// Stories without an author: what is drawn, that it is always a plan, and that it is the same again.
import { expect, test } from "vitest";
import { referee } from "../../../reference/index.ts";
import {
  drawableRules,
  faultRules,
  families,
  readPlan,
  run,
  swarmPlan,
  type Plan,
} from "../../../../sim/run/index.ts";

const plans = Array.from({ length: 400 }, (_, n) => swarmPlan({ seed: String(n + 1) }));
const rulesOf = ({ steps }: Plan) =>
  steps.flatMap((step) => ("rule" in step ? [step.rule.name] : []));
const familiesOf = (plan: Plan) =>
  new Set(rulesOf(plan).map((name) => faultRules.get(name)?.family));

test("every seed gives a plan that can be run, and the same one again", () => {
  for (const [n, plan] of plans.entries()) {
    const reading = readPlan(JSON.parse(JSON.stringify(plan)));
    expect(reading.ok ? "fine" : `${n}: ${reading.where}: ${reading.message}`).toBe("fine");
  }
  expect(swarmPlan({ seed: "17" })).toEqual(plans[16]);
});

test("some seeds have no faults at all, and every family is alone in some", () => {
  const sets = plans.map((plan) => [...familiesOf(plan)].sort().join());
  expect(sets).toContain("");
  for (const family of families) expect(sets).toContain(family);
  expect(sets.some((set) => set.split(",").length > 2)).toBe(true);
});

test("nearly every fault, and all room versions, policies and deeds are drawn sooner or later", () => {
  const drawn = new Set<string>(plans.flatMap(rulesOf));
  const missing = drawableRules.map(({ name }) => name).filter((name) => !drawn.has(name));
  expect(missing.length).toBeLessThan(5);
  expect(new Set(plans.map(({ rooms }) => rooms[0].version)).size).toBe(12);
  const policies = plans.map(({ servers }) =>
    [...new Set(servers.map(({ policy }) => policy))].sort().join(),
  );
  const letter = "synapse-to-the-letter";
  const pure = ["minimal", "synapse", letter];
  const mixed = ["minimal,synapse", `minimal,${letter}`, `synapse,${letter}`];
  expect(new Set(policies)).toEqual(new Set([...pure, ...mixed, `minimal,synapse,${letter}`]));
  const kinds = plans.flatMap(({ steps }) =>
    steps.flatMap((step) => ("user" in step ? [step.action.kind] : [])),
  );
  expect(new Set(kinds).size).toBe(16);
});

test("sizes and rates differ from seed to seed", () => {
  const deeds = plans.map(({ steps }) => steps.filter((step) => "user" in step).length);
  expect(Math.min(...deeds)).toBeLessThan(60);
  expect(Math.max(...deeds)).toBeGreaterThan(180);
  expect(new Set(plans.map(({ servers }) => servers.length)).size).toBe(8);
  expect(new Set(plans.map(({ network }) => network.delay.kind))).toEqual(
    new Set(["constant", "uniform", "regions"]),
  );
});

test("what is asked for stays, and moves no other draw", () => {
  const plan = swarmPlan({ seed: "5", servers: 3, roomVersion: "11", policy: "minimal" });
  expect(plan.servers.map(({ policy }) => policy)).toEqual(["minimal", "minimal", "minimal"]);
  expect(plan.rooms[0].version).toBe("11");
});

test("a fault that is bound to break a check takes that check out", () => {
  const lying = plans.find((plan) => rulesOf(plan).includes("depth-lie"))!;
  expect(lying.checks).not.toContain("well-formed");
  expect(lying.checks).toContain("auth-held");
});

test("runs come to rest, and servers agree", () => {
  for (const plan of plans.slice(0, 12)) {
    const { outcome, verdicts } = run(plan);
    expect([plan.seed, outcome]).not.toContain("unsettled");
    const converged = verdicts.find(({ check }) => check === "converges");
    expect([plan.seed, converged?.result]).not.toContain("broken");
  }
});

/** Of rules and of what is written down; whatever a server loses, these hold. */
const ofRules = ["auth-held", "well-formed", "bans-hold", "power-held"];

test("by the policy that loses what Synapse loses, runs come to rest and no rule is broken", () => {
  // 178: a server takes for good what all others reject, and resolves by that.
  for (const seed of ["178", ...Array.from({ length: 20 }, (_, n) => `${n + 1}`)]) {
    const plan = swarmPlan({ seed, policy: "synapse-to-the-letter" });
    const { outcome, verdicts } = run(plan, { referee });
    const broken = verdicts.filter(({ result }) => result === "broken").map(({ check }) => check);
    expect([
      seed,
      outcome === "unsettled",
      broken.filter((check) => ofRules.includes(check)),
    ]).toEqual([...[seed, false, []]]);
  }
});
