import { expect, test } from "vitest";
import failuresOf from "../../../../sim/cli/shrink/plan-worker.ts";
import { scenarios } from "../../../../scenarios/index.ts";
import { checkOf, generate, type Plan, type Scenario } from "../../../../sim/run/index.ts";

const planOf = (name: string, roomVersion: string): Plan =>
  generate(scenarios.get(name) as Scenario, { seed: "1", roomVersion });

test("it names the failures of a plan, and none of one that holds or cannot be run", () => {
  const broken = planOf("stale-state", "11");
  expect(failuresOf(broken).map(({ signature }) => checkOf(signature))).toContain("no-state-reset");
  expect(failuresOf(planOf("stale-state", "12"))).toEqual([]);
  const rooms = broken.rooms.map((room) => ({ ...room, powers: { "@x:y": 2 ** 60 } }));
  expect(failuresOf({ ...broken, rooms })).toEqual([]);
});
