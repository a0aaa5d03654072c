import { describe, expect, test } from "vitest";
import { planOf, roomVersions, tell, withPolicy } from "./told.ts";

const many = ["@ann:alpha.test", "@amy:alpha.test", "@abe:alpha.test"];

describe.each(roomVersions)("in room version %s", (version) => {
  const plan = planOf("ejected-users", version);
  const told = tell(plan);

  test("at Charlie all who joined before the room was closed are out, and nobody put them out", () => {
    expect(told.broken).toEqual(["converges", "no-state-reset"]);
    for (const user of many) {
      expect(told.content("charlie.test", "m.room.member", user)).toBeUndefined();
      expect(told.content("alpha.test", "m.room.member", user)?.membership).toBe("join");
    }
    // Who is cited, or was invited, stays.
    for (const user of ["@bob:bravo.test", "@chris:charlie.test"]) {
      expect(told.everywhere("m.room.member", user)?.membership).toBe("join");
    }
  });

  test("the topic was an outlier there when Bob's words came, and no state was asked for", () => {
    const topic = told.event("bob", 'sets the topic to "the main hall"');
    expect(told.verdict(topic, "charlie.test")).toBe("outlier");
    const first = told.arrival(told.event("bob", 'says "is anybody there? 1"'), "charlie.test");
    expect(first).toMatchObject({ via: "missing", verdict: "accepted" });
    const asked = told.requests.filter(
      ({ from, request }) => from === 2 && request === "state_ids",
    );
    expect(asked).toEqual([]);
  });

  test("a server that asks for the state at the outlier keeps them all", () => {
    const mended = tell(withPolicy(plan, "synapse", "charlie.test"));
    expect(mended.broken).toEqual([]);
    for (const user of many) {
      expect(mended.everywhere("m.room.member", user)?.membership).toBe("join");
    }
  });
});

test("it takes the closed door: in a public room the joins are replayed, and pass", () => {
  const plan = planOf("ejected-users");
  const open = plan.steps.filter((step) => !("user" in step && step.action.kind === "join-rule"));
  expect(tell({ ...plan, steps: open }).broken).toEqual([]);
});
