import { describe, expect, test } from "vitest";
import { planOf, roomVersions, tell, without } from "./told.ts";

const name = "join-rule-race";
const [dan, erin] = ["@dan:delta.test", "@erin:echo.test"];
const profile = `sets m.room.member of ${erin}`;

describe.each(roomVersions)("in room version %s", (version) => {
  const plan = planOf(name, version);
  const told = tell(plan);

  test("the new rule undoes both joins of the other side, also the earlier one", () => {
    const joins = told.ops.filter(({ user, action }) => {
      return action === "joins the room" && (user === dan || user === erin);
    });
    const rule = told.op("alice", "sets the join rule to invite");
    expect(joins[0].atMs).toBeLessThan(rule.atMs);
    for (const join of joins.slice(0, 2)) {
      expect(told.verdict(join.event as number, "bravo.test")).toBe("accepted");
      expect(told.verdict(join.event as number, "alpha.test")).toBe("soft-failed");
    }
    // Bob's word after the heal goes to nobody but Alpha: Bravo counts the joiners out.
    const word = told.event("bob", 'says "who is still here?"');
    expect(told.arrival(word, "alpha.test")?.via).toBe("send");
    expect(told.arrival(word, "delta.test")?.via).toBe("missing");
  });

  test("nobody tells the joiners' servers before an invitation does", () => {
    const rule = told.event("alice", "sets the join rule to invite");
    const invitedMs = told.op("alice", `invites ${dan}`).atMs;
    expect(told.arrival(rule, "delta.test")?.atMs).toBeGreaterThan(invitedMs);
    expect(told.arrival(rule, "echo.test")?.atMs).toBeGreaterThan(invitedMs);
    const words = told.event("dan", 'says "so quiet today"');
    expect(told.verdict(words, "echo.test")).toBe("accepted");
    expect(told.verdict(words, "bravo.test")).toBe("soft-failed");
    const acts = ["invite", "join"];
    const isolated = without(plan, (step) => {
      return "user" in step && step.atMs > 1_300_000 && acts.includes(step.action.kind);
    });
    expect(tell(isolated).broken).toContain("converges");
  });

  test("a change of her profile, refused when it came, lets Erin in without an invitation", () => {
    const change = told.event("erin", profile);
    expect(told.verdict(change, "alpha.test")).toBe("soft-failed");
    expect(told.verdict(change, "bravo.test")).toBe("soft-failed");
    expect(told.everywhere("m.room.join_rules")).toEqual({ join_rule: "invite" });
    expect(told.holder("alpha.test", "m.room.member", erin)?.index).toBe(change);
    expect(told.verdict(told.event("erin", 'says "so am I"'), "alpha.test")).toBe("accepted");
    expect(told.ops.some((op) => op.action === `invites ${erin}`)).toBe(false);
  });

  test("without that change she stays out", () => {
    const quiet = without(plan, (step) => "user" in step && step.action.kind === "state");
    const held = tell(quiet);
    expect(held.holder("alpha.test", "m.room.member", erin)).toBeUndefined();
    expect(held.content("alpha.test", "m.room.member", dan)).toEqual({ membership: "join" });
  });
});
