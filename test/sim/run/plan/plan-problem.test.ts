import { describe, expect, test } from "vitest";
import { always, memberIs } from "../../../../sim/run/story/claims.ts";
import { scenarios } from "../../../../scenarios/index.ts";
import { generate, type Plan, type Scenario } from "../../../../sim/run/index.ts";
import { planProblem } from "../../../../sim/run/plan/plan-problem.ts";

/** A plan that can be run: every test spoils one thing in a copy. */
const good = generate(scenarios.get("netsplit-ban") as Scenario, { seed: "1" });

/** Its steps without the cut that the heal ends. */
const uncut = good.steps.filter((s) => !("fault" in s && s.fault.verb === "partition"));

function spoilt(change: (plan: Plan) => void) {
  const plan = structuredClone(good);
  change(plan);
  return planProblem(plan);
}

const fault = (plan: Plan, verb: string) => {
  const step = plan.steps.find((s) => "fault" in s && s.fault.verb === verb);
  return (step as { fault: Record<string, unknown> }).fault;
};

/** A name, what is spoilt, where the problem is found, and what its message says. */
const cases: readonly [string, (plan: Plan) => void, string, string][] = [
  ["a bad server name", (p) => void (p.servers[0].name = "a b"), "/servers/0", "no server name"],
  ["a server twice", (p) => void p.servers.push({ ...p.servers[0] }), "/servers/3", "rename one"],
  ["a policy", (p) => void (p.servers[1].policy = "lax"), "/servers/1", "known are synapse"],
  [
    "a dialect without the version",
    (p) => void (p.servers[1].dialect = "gomatrixserverlib"),
    "/rooms/0",
    "does not know room version 12",
  ],
  [
    "a heal without a cut",
    (p) => void (p.steps = uncut),
    `/steps/${uncut.findIndex((s) => "fault" in s && s.fault.verb === "heal")}`,
    "there is no partition before this heal",
  ],
  [
    "a heal before its cut",
    (p) => void p.steps.push({ id: 999, atMs: 100, fault: { verb: "heal", id: "cut1" } }),
    `/steps/${good.steps.length}`,
    "there is no partition before this heal; the first one comes at 12000 ms",
  ],
  [
    "a restart before the crash",
    (p) =>
      void p.steps.push(
        { id: 998, atMs: 9e7, fault: { verb: "crash", server: "alpha.test" } },
        { id: 999, atMs: 100, fault: { verb: "restart", server: "alpha.test" } },
      ),
    `/steps/${good.steps.length + 1}`,
    "there is no crash of alpha.test before this restart; the first one comes at 90000000 ms",
  ],
  [
    "a restart of what never crashed",
    (p) =>
      void p.steps.push({ id: 999, atMs: 9e7, fault: { verb: "restart", server: "alpha.test" } }),
    `/steps/${good.steps.length}`,
    "there is no crash of alpha.test before this restart",
  ],
  ["a dialect", (p) => void (p.servers[1].dialect = "x"), "/servers/1", "known are spec"],
  [
    "a ratio above one",
    (p) => void (p.network.loss = { numerator: 3, denominator: 2 }),
    "/network",
    "loss",
  ],
  [
    "a link to nowhere",
    (p) => void (p.network.links = [{ ...p.network, from: "alpha.test", to: "x.test" }]),
    "/network/links/0",
    "no server x.test",
  ],
  [
    "a link to itself",
    (p) => void (p.network.links = [{ ...p.network, from: "alpha.test", to: "alpha.test" }]),
    "/network/links/0",
    "no link to itself",
  ],
  ["a room twice", (p) => void p.rooms.push(p.rooms[0]), "/rooms/1", "rename one"],
  ["a room version", (p) => void (p.rooms[0].version = "99"), "/rooms/0", "known are 1 to 12"],
  ["a creator elsewhere", (p) => void (p.rooms[0].creator = "@a:x"), "/rooms/0", "on no server"],
  ["a power of nobody", (p) => void (p.rooms[0].powers.bob = 5), "/rooms/0/powers", "no user ID"],
  ["two steps of one id", (p) => void (p.steps[1].id = p.steps[0].id), "/steps/1", "change one"],
  [
    "a step of a stranger",
    (p) => void Object.assign(p.steps[0], { user: "@a:x" }),
    "/steps/0",
    "x",
  ],
  ["a step nowhere", (p) => void Object.assign(p.steps[0], { room: "y" }), "/steps/0", "no room y"],
  ["a cut of nobody", (p) => void (fault(p, "partition").groups = [["x"]]), "/steps/3", "server x"],
  [
    "a server on two sides",
    (p) => void (fault(p, "partition").groups = [["alpha.test"], ["alpha.test"]]),
    "/steps/3",
    "in the groups twice",
  ],
  [
    "a cut of nothing",
    (p) => void delete fault(p, "partition").groups,
    "/steps/3",
    "either groups",
  ],
  ["an end of nothing", (p) => void (fault(p, "heal").id = "z"), "/steps/10", "nothing to end"],
  [
    "a claim of a membership that there is not",
    (p) => void (p.expect = [always("she stays", memberIs("@alice:alpha.test", "joined"))]),
    "/expect/0",
    "no membership joined; known are join",
  ],
  [
    "a claim about a stranger",
    (p) => void (p.expect = [always("she stays", memberIs("@alice:alfa.test", "join"))]),
    "/expect/0",
    "@alice:alfa.test is on no server",
  ],
  ["a check", (p) => void (p.checks = ["all", "fine"]), "/checks/1", "no check fine"],
];

describe("planProblem", () => {
  test("finds nothing in any scenario's plan", () => {
    for (const story of scenarios.values()) {
      expect(planProblem(generate(story, { seed: "1" }))).toBeUndefined();
    }
  });

  test.each(cases)("finds %s", (_name, change, where, words) => {
    const problem = spoilt(change);
    expect(problem?.where).toBe(where);
    expect(problem?.message).toContain(words);
  });
});
