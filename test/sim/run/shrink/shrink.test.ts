import { expect, test } from "vitest";
import { generate, readPlan, run, scenario, type Plan } from "../../../../sim/run/index.ts";
import { scenarios } from "../../../../scenarios/index.ts";
import { shrinking, signaturesOf, sizeOf } from "../../../../sim/run/shrink/index.ts";
import { isDeed } from "../../../../sim/run/shrink/plan-edit.ts";
import { referee } from "../../../reference/index.ts";

/** Shrinks by asking for `jobs` candidates at a time, as workers would. */
function shrink(
  plan: Plan,
  fails: (plan: Plan) => boolean,
  jobs = 1,
): { plan: Plan; runs: number } {
  const asking = shrinking(plan);
  let runs = 0;
  let step = asking.next();
  while (!step.done) {
    const { candidates } = step.value;
    let hit = -1;
    for (let from = 0; from < candidates.length && hit < 0; from += jobs) {
      const some = candidates.slice(from, from + jobs);
      runs += some.length;
      const found = some.map(fails).indexOf(true);
      if (found >= 0) hit = from + found;
    }
    step = asking.next(hit);
  }
  return { plan: step.value, runs };
}

/** Ten servers, two rooms, two hundred deeds and faults of every kind. */
const large = (): Plan =>
  generate(
    scenario({
      name: "large",
      about: "Much happens.",
      servers: 10,
      loss: { numerator: 1, denominator: 20 },
      story: ({ servers, user, room, after }) => {
        const users = servers.map((name, n) => user(`u${n}`, name));
        const rooms = [1, 2].map(() => room({ by: users[0], members: users.slice(1) }));
        for (let n = 0; n < 200; n++) {
          after(1000 * n).do(users[n % 10].say(rooms[n % 2], `word ${n}`));
        }
        for (let n = 0; n < 10; n++) after(1000 * n).partition([servers[n]]);
        for (let n = 0; n < 10; n++) {
          after(5000 * n).crash(servers[n]);
          after(5000 * n + 2000).restart(servers[n]);
        }
        after("250s").heal();
      },
    }),
    { seed: "1" },
  );

const says = (plan: Plan, body: string) =>
  plan.steps.some((step) => isDeed(step) && "body" in step.action && step.action.body === body);
const crashes = (plan: Plan, server: string) =>
  plan.steps.some(
    (step) => "fault" in step && step.fault.verb === "crash" && step.fault.server === server,
  );

test("of a large plan nothing is left but what the failure needs", () => {
  // Made-up failure: two words of two users and the crash of a third one's server.
  const fails = (plan: Plan) =>
    says(plan, "word 41") && says(plan, "word 102") && crashes(plan, "hs7");
  const { plan, runs } = shrink(large(), fails);
  // One user can make the rooms and say both words.
  expect(sizeOf(plan)).toEqual({ servers: 2, rooms: 2, users: 1, deeds: 2, faults: 1, late: 0 });
  expect(plan.network.loss).toBeUndefined();
  expect(readPlan(plan)).toMatchObject({ ok: true });
  expect(runs).toBeLessThan(300);
});

test("the answer is the same for any number of candidates that are tried at a time", () => {
  const fails = (plan: Plan) => says(plan, "word 7") || crashes(plan, "hs3");
  const one = shrink(large(), fails);
  for (const jobs of [2, 3, 8]) expect(shrink(large(), fails, jobs).plan).toEqual(one.plan);
});

test("no plan is tried twice, and none that could not be run", () => {
  const seen = new Set<string>();
  shrink(large(), (plan) => {
    const text = JSON.stringify(plan);
    expect(seen.has(text)).toBe(false);
    seen.add(text);
    expect(readPlan(plan).ok).toBe(true);
    return says(plan, "word 150") && says(plan, "word 3");
  });
  expect(seen.size).toBeGreaterThan(20);
});

test("a plan of which nothing can be left out comes back as it was", () => {
  const plan = large();
  expect(shrink(plan, () => false).plan).toBe(plan);
});

test("a real state reset shrinks and stays the same failure", () => {
  const stale = scenarios.get("stale-state");
  if (stale === undefined) throw new Error("the story is gone");
  const plan = generate(stale, { seed: "1", roomVersion: "11" });
  const failuresOf = (candidate: Plan) => signaturesOf(run(candidate, { referee }));
  const signature = failuresOf(plan).find((text) => text.startsWith("no-state-reset:")) as string;
  const { plan: smallest } = shrink(plan, (candidate) => failuresOf(candidate).includes(signature));
  expect(failuresOf(smallest)).toContain(signature);
  const [before, after] = [sizeOf(plan), sizeOf(smallest)];
  expect(after.servers).toBeLessThan(before.servers);
  expect(after.deeds).toBeLessThan(before.deeds);
});
