// Each move changes what it says, and nothing that it makes of a hundred plans cannot be run.
import { expect, test } from "vitest";
import { moveNames, readPlan, run, sizeOf, swarmPlan } from "../../../../sim/run/index.ts";
import type { MoveName, Plan } from "../../../../sim/run/index.ts";
import { continuePlan } from "../../../../sim/run/guide/continue-plan.ts";

const plans = Array.from({ length: 30 }, (_, n) => swarmPlan({ seed: `moves ${n}` }));

/** A move on each plan, together with the next one; only those that changed. */
function changedBy(name: MoveName): { before: Plan; after: Plan }[] {
  return plans.flatMap((before, n) => {
    const other = plans[(n + 1) % plans.length];
    const after = continuePlan(before, { other, seed: `${name} ${n}`, names: [name] });
    return after === before ? [] : [{ before, after }];
  });
}

const deeds = (plan: Plan) => sizeOf(plan).deeds;
const faults = (plan: Plan) => sizeOf(plan).faults;
const versions = ({ rooms }: Plan) => rooms.map(({ version }) => version).join();
const lengthOf = ({ steps }: Plan) => steps.reduce((most, { atMs }) => Math.max(most, atMs), 0);

/** What must be true wherever a move changed something. */
const promises: Record<MoveName, (before: Plan, after: Plan) => boolean> = {
  "chance anew": (before, after) => after.reseeds?.length === 1 && deeds(before) === deeds(after),
  "deeds anew": (before, after) => deeds(before) === deeds(after),
  "more of a deed": (before, after) => deeds(after) >= deeds(before) + 4,
  "deeds closer": (before, after) => deeds(before) === deeds(after),
  "fault added": (before, after) => faults(after) > faults(before),
  "fault dropped": (before, after) => faults(after) === faults(before) - 1,
  "fault moved": (before, after) => faults(after) === faults(before),
  "faults of another": (_before, after) => faults(after) > 0,
  spliced: (_before, after) => deeds(after) > 0,
  "other room version": (before, after) => versions(before).split(",").length === 1 && !!after,
  "other policy": (before, after) => before.servers.length === after.servers.length,
};

test.each(moveNames)("%s", (name) => {
  const changed = changedBy(name);
  expect(changed.length).toBeGreaterThan(8);
  for (const { before, after } of changed) {
    expect(promises[name](before, after)).toBe(true);
    const reading = readPlan(JSON.parse(JSON.stringify(after)));
    expect(reading.ok ? "fine" : `${reading.where}: ${reading.message}`).toBe("fine");
    // Nothing happens after what a fresh plan would have said last.
    expect(lengthOf(after)).toBe(lengthOf(before));
    expect(after.servers.map((row) => row.name)).toEqual(before.servers.map((row) => row.name));
  }
});

test("plans of many moves can be run, and again with the same trace", () => {
  for (const [n, plan] of plans.slice(0, 3).entries()) {
    const input = { other: plans[n + 10], seed: `many ${n}`, names: moveNames };
    const made = continuePlan(plan, input);
    expect(made).not.toBe(plan);
    expect(run(made).hash).toBe(run(continuePlan(plan, input)).hash);
  }
});
