import { describe, expect, test } from "vitest";
import { planOf, roomVersions, tell, withPolicy } from "./told.ts";

const dora = "@dora:delta.test";

describe.each(roomVersions)("in room version %s", (version) => {
  const plan = planOf("banned-in-the-dark", version);

  test("the ban reaches Delta, and Delta refuses it, for nobody says what it stands on", () => {
    const told = tell(plan);
    expect(told.broken).toEqual(["converges"]);
    expect(told.content("delta.test", "m.room.member", dora)?.membership).toBe("join");
    expect(told.content("alpha.test", "m.room.member", dora)?.membership).toBe("ban");
    const questions = told.requests.filter(({ from, request }) => from === 2 && request !== "send");
    expect(questions.map(({ request }) => request)).toContain("get_missing_events");
    const lastWord = told.event("dora", 'says "do you not hear me?"');
    expect(told.verdict(lastWord, "delta.test")).toBe("accepted");
    expect(told.verdict(lastWord, "alpha.test")).toBe("soft-failed");
  });

  test("where those who are out may still ask, it learns of its ban", () => {
    const told = tell(withPolicy(plan, "synapse"));
    expect(told.broken).toEqual([]);
    expect(told.op("dora", 'says "there you are!"').result).toBe("refused");
  });

  test("after a cut of half an hour everything comes in order, the ban as well", () => {
    const steps = plan.steps.map((step) => {
      const isHeal = "fault" in step && step.fault.verb === "heal";
      return isHeal ? { ...step, atMs: 1_800_000 } : step;
    });
    steps.sort((a, b) => a.atMs - b.atMs || a.id - b.id);
    expect(tell({ ...plan, steps }).broken).toEqual([]);
  });
});
