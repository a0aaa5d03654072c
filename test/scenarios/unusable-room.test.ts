import { expect, test } from "vitest";
import { planOf, roomVersions, tell, withPolicy } from "./told.ts";

const invited = (told: ReturnType<typeof tell>) => told.op("mina", "invites @max:mina.test").result;

test.each(roomVersions)(
  "in version %s Mina's server asks everybody once and gives up",
  (version) => {
    const told = tell(planOf("unusable-room", version));
    expect(told.broken).toEqual(["converges", "whole-state"]);
    const asked = told.requests.filter(
      ({ from, request }) => from === 3 && request.startsWith("state"),
    );
    expect(asked.map(({ to, request, result }) => [to, request, result])).toEqual([
      [0, "state_ids", "delivered"],
      [0, "state", "dropped"],
      [0, "state", "timed-out"],
      [1, "state_ids", "delivered"],
      [2, "state_ids", "delivered"],
    ]);
    expect(told.content("mina.test", "m.room.member", "@ann3:alpha.test")).toBeUndefined();
    expect(invited(told)).toBe("failed");
  },
);

test.each(["synapse-mended", "synapse"])("by the policy %s the room is whole", (policy) => {
  const told = tell(withPolicy(planOf("unusable-room"), policy));
  expect(told.broken).toEqual([]);
  expect(invited(told)).toBe("ok");
});

test("a restart mends it as well", () => {
  const plan = planOf("unusable-room");
  const down = { verb: "crash" as const, server: "mina.test" };
  const up = { verb: "restart" as const, server: "mina.test" };
  const steps = [
    ...plan.steps,
    { id: 900, atMs: 1_600_000, fault: down },
    { id: 901, atMs: 1_610_000, fault: up },
  ].sort((one, other) => one.atMs - other.atMs);
  const told = tell({ ...plan, steps });
  expect(told.broken).toEqual([]);
  expect(invited(told)).toBe("ok");
});
