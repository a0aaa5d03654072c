// From a story and a seed to a plan.
import { expect, test } from "vitest";
import { scenarios } from "../../../../scenarios/index.ts";
import {
  generate,
  PlanError,
  readPlan,
  scenario,
  type GenerateOptions,
  type Scenario,
} from "../../../../sim/run/index.ts";
import { cast, tell } from "../stories.ts";

const all = [...scenarios.values()];

test.each(all)("$name gives the same plan for the same seed, and it is plain JSON", (story) => {
  const options = { seed: "42" };
  const plan = generate(story, options);
  expect(generate(story, options)).toEqual(plan);
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  expect(readPlan(JSON.parse(JSON.stringify(plan)))).toEqual({ ok: true, plan });
});

test("everything has a default", () => {
  const plan = tell((stage) => void cast(stage));
  expect(plan).toMatchObject({
    ...{ format: "rashomon-plan/1", scenario: "short", seed: "1", rooms: [{ version: "11" }] },
    ...{ settleMs: 86_400_000, nudges: 3, checks: ["all"], trace: "full" },
    network: { delay: { kind: "uniform", minMs: 20, maxMs: 120 } },
  });
  expect(plan.healMs).toBeUndefined();
});

test("what a story says stands in the plan", () => {
  const plan = tell(() => {}, {
    ...{ delay: { kind: "constant", ms: 7 }, loss: { numerator: 1, denominator: 3 } },
    ...{ duplication: { numerator: 1, denominator: 2 }, policy: "minimal", settle: "1h" },
    ...{ healAfter: "1m", setup: "5s", nudges: 0, trace: "events", checks: ["converges"] },
  });
  expect(plan).toMatchObject({
    ...{ healMs: 65_000, settleMs: 3_600_000, nudges: 0, trace: "events", checks: ["converges"] },
    network: {
      delay: { kind: "constant", ms: 7 },
      loss: { numerator: 1, denominator: 3 },
      duplication: { numerator: 1, denominator: 2 },
    },
  });
  expect(plan.servers.map(({ policy }) => policy)).toEqual(["minimal", "minimal", "minimal"]);
});

test("the level of the trace may depend on the number of servers", () => {
  const story = scenario({
    ...{ name: "n", about: "", servers: 3, story: () => {} },
    trace: (servers) => (servers > 100 ? "summary" : "full"),
  });
  expect(generate(story, { seed: "1" }).trace).toBe("full");
  expect(generate(story, { seed: "1", servers: 101 }).trace).toBe("summary");
  expect(generate(story, { seed: "1", servers: 101, trace: "events" }).trace).toBe("events");
});

test("a story for any number of servers can be told with more; one with names cannot", () => {
  const story = scenario({ name: "n", about: "", servers: 2, story: () => {} });
  expect(generate(story, { seed: "1" }).servers.map(({ name }) => name)).toEqual(["hs1", "hs2"]);
  expect(generate(story, { seed: "1", servers: 4 }).servers).toHaveLength(4);
  const named = scenario({ name: "n", about: "", servers: ["x.test", "y.test"], story: () => {} });
  expect(() => generate(named, { seed: "1", servers: 4 })).toThrow(/x.test, y.test/);
  expect(generate(named, { seed: "1", servers: 2 }).servers).toHaveLength(2);
});

test("options win over the story", () => {
  const story = scenario({
    ...{ name: "n", about: "", servers: 1, roomVersion: "10", policy: "minimal" },
    story: (stage) => void stage.room({ by: stage.user("u", "hs1") }),
  });
  expect(generate(story, { seed: "1" })).toMatchObject({
    ...{ rooms: [{ version: "10" }], servers: [{ policy: "minimal" }] },
  });
  expect(generate(story, { seed: "1", roomVersion: "12", policy: "synapse" })).toMatchObject({
    ...{ rooms: [{ version: "12" }], servers: [{ policy: "synapse" }] },
  });
});

test("a story that names what is not there makes no plan, and is told where", () => {
  const fitting = { home: "a.test", cut: "a.test" };
  const tellWith = (given: Partial<typeof fitting>, options: Partial<GenerateOptions> = {}) => {
    const { home, cut } = { ...fitting, ...given };
    const story = scenario({
      ...{ name: "lost", about: "", servers: ["a.test", "c.test"] },
      story: ({ user, room, after }) => {
        room({ by: user("al", home) });
        after("1s").partition([cut], ["c.test"]);
      },
    });
    return () => generate(story, { seed: "1", ...options });
  };
  expect(tellWith({})).not.toThrow();
  expect(tellWith({ home: "b.test" })).toThrow(PlanError);
  expect(tellWith({ home: "b.test" })).toThrow(
    "the scenario lost makes no plan that can be run: /rooms/0: @al:b.test is on no server",
  );
  expect(tellWith({ cut: "z.test" })).toThrow("there is no server z.test");
  expect(tellWith({}, { roomVersion: "77" })).toThrow("77");
});

test("a fault that is added to a story drawn by chance is looked at as well", () => {
  const drawn = scenarios.get("swarm") as Scenario;
  expect(() => generate(drawn, { seed: "1", faults: ["crash servers=nobody.test"] })).toThrow(
    "nobody.test",
  );
});
