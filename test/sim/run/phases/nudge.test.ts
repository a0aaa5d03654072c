// When all is quiet and servers differ, somebody says a word on each.
import { expect, test } from "vitest";
import { scenarios } from "../../../../scenarios/index.ts";
import { generate, run, type Plan, type Scenario } from "../../../../sim/run/index.ts";
import { alpha, bravo, cast, charlie, records, tell, verdictOf } from "../stories.ts";

test("servers that differ when all is quiet are nudged by a word each, as often as allowed", () => {
  // Each side soft-fails what the other did, so without a word from anybody they never meet.
  const plan = generate(scenarios.get("power-duel") as Scenario, { seed: "7" });
  const isWord = (step: Plan["steps"][number]) =>
    "action" in step && step.action.kind === "message";
  const steps = plan.steps.filter((step) => step.atMs <= 41_000 && !isWord(step));
  const [silent, nudged] = [0, 3].map((nudges) => run({ ...plan, steps, nudges }));
  expect([silent.outcome, silent.nudges]).toEqual(["broken", 0]);
  expect(verdictOf(silent, "converges")).toBe("broken");
  expect([nudged.outcome, nudged.nudges]).toEqual(["held", 1]);
  const words = records(nudged, "op").filter(({ action }) => action.includes("nudge 1"));
  expect(new Set(words.map(({ server }) => server)).size).toBe(words.length);
  expect(words).toHaveLength(plan.servers.length);
});

test("who may not speak is nudged by a change of their profile", () => {
  const plan = tell((stage) => {
    const { ada, bob, room } = cast(stage);
    stage.after("1s").do(ada.changeLevels(room, { events_default: 100 }));
    stage.after("2s").fault("withheld-events", { servers: [bravo], to: [charlie] }, "10s");
    stage.after("5s").do(bob.setTopic(room, "tea"));
  });
  const result = run(plan);
  expect([verdictOf(result, "converges"), result.nudges]).toEqual(["held", 1]);
  const deeds = records(result, "op").filter(({ action }) => action.includes("nudge 1"));
  const ofBob = deeds.filter(({ user }) => user.startsWith("@bob")).map(({ action }) => action);
  expect(ofBob).toEqual(['says "nudge 1"', "changes their profile, as nudge 1"]);
  expect(verdictOf(run({ ...plan, nudges: 0 }), "converges")).toBe("broken");
});

test("while a fault is on, nobody is nudged", () => {
  // A hold keeps everything back without a timer, so all is quiet and the servers differ.
  const plan = tell((stage) => {
    const { ada, room } = cast(stage);
    stage.after("1s").hold([alpha]).do(ada.setTopic(room, "tea"));
  });
  const result = run(plan);
  expect([result.nudges, result.outcome]).toEqual([0, "held"]);
  expect(verdictOf(result, "delivery")).toBe("unknown");
});
