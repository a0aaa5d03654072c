import { expect, test } from "vitest";
import { planOf, tell, without } from "./told.ts";

const chris = "@chris:charlie.test";

test("in a room of version 1 the old branch brings Chris back, though he was kicked", () => {
  const told = tell(planOf("back-in-the-room", "1"));
  expect(told.broken).toEqual(["no-state-reset"]);
  for (const server of ["alpha.test", "bravo.test", "kappa.test"]) {
    expect(told.content(server, "m.room.member", chris)?.membership).toBe("join");
    expect(told.content(server, "m.room.member", "@kim:alpha.test")?.membership).toBe("leave");
  }
});

test.each(["2", "6", "10", "11", "12"])("in version %s he stays out", (version) => {
  const told = tell(planOf("back-in-the-room", version));
  expect(told.broken).toEqual([]);
  expect(told.content("alpha.test", "m.room.member", chris)?.membership).toBe("leave");
});

test("it takes the old branch, and Kim's leaving", () => {
  const plan = planOf("back-in-the-room", "1");
  const silent = without(plan, (step) => "user" in step && step.user.startsWith("@kay"));
  const staying = without(plan, (step) => "user" in step && step.action.kind === "leave");
  for (const other of [silent, staying]) {
    const told = tell(other);
    expect(told.broken).toEqual([]);
    expect(told.content("alpha.test", "m.room.member", chris)?.membership).toBe("leave");
  }
});
