import { describe, expect, test } from "vitest";
import type { Plan } from "../../sim/index.ts";
import { planOf, tell } from "./told.ts";

const bea = "@bea:bravo.test";

describe.each(["2", "10", "11", "12"])("in room version %s", (version) => {
  const plan = planOf("soft-failure-split", version);

  test("both servers know all events, go by the rules, and differ", () => {
    const told = tell(plan);
    expect(told.broken).toEqual(["converges"]);
    const join = told.ops.findLast((op) => op.user === bea && op.action === "joins the room")
      ?.event as number;
    expect(told.verdict(join, "alpha.test")).toBe("soft-failed");
    expect(told.verdict(join, "bravo.test")).toBe("accepted");
    const memberships = ["alpha.test", "bravo.test"].map(
      (server) => told.content(server, "m.room.member", bea)?.membership,
    );
    expect(memberships).toEqual(["leave", "join"]);
    expect(told.content("bravo.test", "m.room.join_rules")).toEqual({ join_rule: "public" });
    expect(told.content("alpha.test", "m.room.join_rules")).toEqual({ join_rule: "invite" });
  });

  test("a word of Bob's, whom both accept, makes them one again", () => {
    const last = plan.steps[plan.steps.length - 1] as Extract<
      Plan["steps"][number],
      { user: string }
    >;
    const word = {
      ...last,
      id: last.id + 1,
      atMs: last.atMs + 60_000,
      user: "@bob:bravo.test",
      action: { kind: "message" as const, body: "peace!" },
    };
    const told = tell({ ...plan, steps: [...plan.steps, word] });
    // For Alpha the old rule comes back, as `old-join-rule-comes-back` among the regressions.
    expect(told.broken).toEqual(["no-state-reset"]);
    expect(told.everywhere("m.room.member", bea)?.membership).toBe("join");
  });
});
