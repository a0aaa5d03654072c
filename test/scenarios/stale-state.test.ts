import { describe, expect, test } from "vitest";
import { planOf, roomVersions, tell, without } from "./told.ts";

const name = "stale-state";
const rules = "m.room.join_rules";

describe.each(roomVersions)("in room version %s", (version) => {
  const plan = planOf(name, version);
  const told = tell(plan);
  const bravo = told.number("bravo.test");
  const charlie = told.number("charlie.test");

  test("after two hours Charlie gets the newest events only, and asks for state at the gap", () => {
    const first = told.event("bob", 'says "minutes, page 1"');
    const last = told.event("bob", 'says "minutes, page 12"');
    expect(told.arrival(last, "charlie.test")?.via).toBe("send");
    // Ten of the twelve pages are fetched; the first is known by name only, and never has a place.
    expect(told.verdict(first, "charlie.test")).toBe("outlier");
    expect(told.verdict(first, "delta.test")).toBe("accepted");
    const asked = told.requests.filter(({ request, from, to, result }) => {
      return request === "state_ids" && from === charlie && to === bravo && result === "delivered";
    });
    expect(asked.length).toBeGreaterThan(0);
  });

  test("the room keeps its join rule everywhere but, before version 12, at Charlie", () => {
    for (const server of ["bravo.test", "delta.test"]) {
      expect(told.content(server, rules)).toEqual({ join_rule: "invite" });
    }
    const kept = version === "12" ? { join_rule: "invite" } : undefined;
    expect(told.content("charlie.test", rules)).toEqual(kept);
    expect(told.broken).toEqual(version === "12" ? [] : ["converges", "no-state-reset"]);
  });

  test("it takes the wrong answer: with a right one the gap does no harm", () => {
    const honest = tell(without(plan, (step) => "rule" in step));
    expect(honest.broken).toEqual([]);
    expect(honest.everywhere(rules)).toEqual({ join_rule: "invite" });
  });

  test("it takes the gap: within the hour the queue is kept, and all is told in order", () => {
    const steps = plan.steps.map((step) => {
      const isHeal = "fault" in step && step.fault.verb === "heal";
      return isHeal ? { ...step, atMs: 3_000_000 } : step;
    });
    steps.sort((a, b) => a.atMs - b.atMs || a.id - b.id);
    const short = tell({ ...plan, steps, checks: ["all"] });
    expect(short.broken).toEqual([]);
  });

  test("it takes the setter's leaving: while she stays, the rule stays", () => {
    const staying = without(plan, (step) => "user" in step && step.action.kind === "leave");
    expect(tell(staying).everywhere(rules)).toEqual({ join_rule: "invite" });
  });
});
