import { expect, test } from "vitest";
import { planOf, roomVersions, tell, withPolicy } from "./told.ts";

test.each(roomVersions)(
  "in version %s Mina may not speak, though she never left, until Max brings the whole state",
  (version) => {
    const told = tell(planOf("second-join", version));
    expect(told.broken).toEqual(["no-state-reset"]);
    expect(told.op("mina", 'says "do you hear me?"').result).toBe("refused");
    expect(told.op("mina", 'says "where have I been?"').result).toBe("ok");
    expect(told.everywhere("m.room.member", "@mina:mina.test")).toMatchObject({
      membership: "join",
    });
  },
);

test.each(["synapse-mended", "synapse"])("by the policy %s she stays in", (policy) => {
  const told = tell(withPolicy(planOf("second-join"), policy));
  expect(told.op("mina", 'says "do you hear me?"').result).toBe("ok");
  expect(told.broken).toEqual(["sometimes Mina is out"]);
});

test("who speaks between Mo's join and Bob's words ties the two together and stays in", () => {
  const plan = planOf("second-join");
  const steps = plan.steps.map((step) =>
    "action" in step && step.action.kind === "message" && step.action.body === "do you hear me?"
      ? { ...step, atMs: 120_000 }
      : step,
  );
  const sorted = steps.toSorted((one, other) => one.atMs - other.atMs);
  const told = tell({ ...plan, steps: sorted });
  expect(told.op("mina", 'says "do you hear me?"').result).toBe("ok");
  expect(told.broken).toEqual(["sometimes Mina is out"]);
});
