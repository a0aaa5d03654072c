import { expect, test } from "vitest";
import { readPlan, type Plan, type PlanRule } from "../../../../sim/run/index.ts";
import {
  episodesOf,
  isLate,
  renumbered,
  sizeOf,
  usersOf,
  withoutRoom,
  withoutServer,
  withoutSteps,
  withoutUser,
  withSteps,
} from "../../../../sim/run/shrink/plan-edit.ts";
import { alpha, bravo, cast, charlie, tell } from "../stories.ts";

/** Every kind of step on three servers. */
const plan = (): Plan =>
  tell((stage) => {
    const { ada, bob, cay, room } = cast(stage);
    stage.after("1s").do(ada.say(room, "a"), bob.say(room, "b"), cay.say(room, "c"));
    stage.after("2s").partition([alpha], [bravo]).cut([alpha, charlie]).hold([charlie]);
    stage.after("3s").crash(bravo);
    stage.after("4s").restart(bravo).crash(bravo);
    stage.after("5s").restart(bravo).do(ada.ban(room, cay));
    stage.after("6s").staleState(charlie, { room, type: "m.room.topic" });
    stage.after("7s").heal().release();
  });

const steps = (of: Plan) =>
  of.steps.map((step) => {
    if ("fault" in step) return step.fault.verb;
    return "rule" in step ? step.rule.name : step.user.slice(1, 4);
  });
const isWhole = (of: Plan | undefined) => expect(readPlan(of)).toMatchObject({ ok: true });

test("a fault is one part with what ends it and nothing else; a second crash is another one", () => {
  const found = episodesOf(plan()).map(({ steps: ids }) =>
    plan()
      .steps.filter(({ id }) => ids.has(id))
      .map((step) => ("fault" in step ? step.fault.verb : "rule")),
  );
  expect(found).toEqual([
    ["partition"],
    ["partition"],
    ["hold"],
    ["crash", "restart"],
    ["crash", "restart"],
    ["rule"],
  ]);
});

test("an end that ends all faults stays as long as there is one, and goes with the last", () => {
  const [groups, links, hold] = episodesOf(plan());
  const one = withoutSteps(plan(), groups.steps);
  expect(steps(one)).toContain("heal");
  const both = withoutSteps(one, links.steps);
  expect(steps(both)).not.toContain("heal");
  expect(steps(both)).toContain("release");
  expect(steps(withoutSteps(both, hold.steps))).not.toContain("release");
});

test("a user goes with what they do and with what is done to them", () => {
  const without = withoutUser(plan(), `@cay:${charlie}`);
  isWhole(without);
  expect(usersOf(without as Plan)).toEqual([`@ada:${alpha}`, `@bob:${bravo}`]);
  expect(steps(without as Plan).filter((who) => who === "ada")).toHaveLength(1);
  expect(withoutUser(plan(), `@ada:${alpha}`), "the room is hers").toBeUndefined();
});

test("a server goes with its users, its faults, its place in others' and the network", () => {
  const base = plan();
  const regions = ["Virginia", "Frankfurt", "Tokyo"] as const;
  const links = [{ from: bravo, to: alpha, delay: { kind: "constant" as const, ms: 1 } }];
  const network = { delay: { kind: "regions" as const, regions }, links };
  const without = withoutServer({ ...base, network }, bravo) as Plan;
  expect(without.servers.map(({ name }) => name)).toEqual([alpha, charlie]);
  expect(without.network).toEqual({
    delay: { kind: "regions", regions: ["Virginia", "Tokyo"] },
    links: [],
  });
  expect(JSON.stringify(without)).not.toContain(bravo);
  isWhole({ ...without, network: base.network });
  expect(withoutServer(base, alpha), "the room was made there").toBeUndefined();
});

test("a room goes with all that happens in it", () => {
  const without = withoutRoom(plan(), "room1");
  expect(without.rooms).toEqual([]);
  expect(without.steps.every((step) => "fault" in step)).toBe(true);
});

test("the size counts what a reader has to keep in mind", () => {
  expect(sizeOf(plan())).toEqual({ servers: 3, rooms: 1, users: 3, deeds: 4, faults: 6, late: 0 });
});

/** The plan with what ada says, its first step, late at charlie. */
const late = (): Plan => {
  const [first, ...rest] = plan().steps;
  const rule: PlanRule = { name: "late-message", step: first.id, to: [charlie], ms: 900 };
  return { ...plan(), steps: [{ id: 99, atMs: first.atMs, rule }, first, ...rest] };
};

test("a late message goes with who says it and with whom it comes late to; it is counted apart", () => {
  expect(sizeOf(late())).toMatchObject({ faults: 6, late: 1 });
  isWhole(late());
  const first = plan().steps[0].id;
  expect(sizeOf(withSteps(late(), ({ id }) => id !== first)).late).toBe(0);
  expect(sizeOf(withoutSteps(late(), new Set([first]))).late).toBe(0);
  expect(sizeOf(withoutServer(late(), charlie) as Plan).late).toBe(0);
  expect(sizeOf(withoutRoom(late(), "room1")).late).toBe(0);
  expect(sizeOf(withoutServer(late(), bravo) as Plan).late).toBe(1);
});

test("steps numbered anew go on meaning each other", () => {
  const { steps } = renumbered(late());
  expect(steps.map(({ id }) => id)).toEqual(steps.map((_step, n) => n + 1));
  expect(steps.filter(isLate)).toMatchObject([{ id: 1, rule: { step: 2 } }]);
  isWhole(renumbered(late()));
});

test("a late message that nobody says is no plan", () => {
  const [, ...rest] = late().steps;
  const fault = rest.find((step) => "fault" in step)?.id as number;
  const nobody = { name: "late-message", step: fault, to: [alpha], ms: 1 } as const;
  const read = readPlan({ ...late(), steps: [{ id: 99, atMs: 0, rule: nobody }, ...rest] });
  expect(read).toMatchObject({ ok: false, message: expect.stringContaining("id of a deed") });
});
