import { expect, test } from "vitest";
import { planOf, roomVersions, tell, without, withPolicy } from "./told.ts";

test.each(roomVersions)("what is told of a room with a policy server, version %s", (version) => {
  const told = tell(planOf("policy-server", version));
  expect(told.result.outcome).toBe("held");
  expect(told.op("chris", 'says "cheap pills, from Chris"')).toMatchObject({
    ...{ result: "refused", why: expect.stringContaining("M_FORBIDDEN") },
  });
  // Bob's server does not ask, so all others do, and all refuse.
  const spam = told.event("bob", 'says "cheap pills, from Bob"');
  for (const server of ["alpha.test", "charlie.test", "policy.test"]) {
    expect(told.arrival(spam, server)).toMatchObject({ verdict: "soft-failed", why: { check: 7 } });
  }
  // What is no spam reaches those who can ask, and the topic everybody in the end.
  const word = told.event("bob", 'says "do you like it?"');
  expect(told.verdict(word, "alpha.test")).toBe("accepted");
  expect(told.arrival(word, "charlie.test")).toMatchObject({
    ...{ verdict: "soft-failed", why: { detail: expect.stringContaining("NO_ANSWER") } },
  });
  expect(told.everywhere("m.room.topic")).toEqual({ topic: "what Bob likes" });
  expect(told.op("chris", 'says "can you hear me?"').result).toBe("refused");
  expect(told.op("chris", 'says "at last"').result).toBe("ok");
  // Dora comes in through whoever can have her join signed.
  const joins = told.ops.filter(({ user }) => user === "@dora:delta.test");
  expect(joins).toMatchObject([
    { result: "failed", why: expect.stringContaining("policy.test does not sign it: NO_ANSWER") },
    { result: "ok" },
  ]);
  const join = told.arrival(joins[1].event as number, "bravo.test");
  expect([join?.verdict, join?.policySignature]).toEqual(["accepted", undefined]);
});

test("without the cut Charlie sees what all others see", () => {
  const plan = planOf("policy-server");
  const told = tell(without(plan, (step) => "fault" in step));
  const word = told.event("bob", 'says "do you like it?"');
  expect(told.verdict(word, "charlie.test")).toBe("accepted");
});

test("servers that know nothing of policy servers show the spam to their users", () => {
  const told = tell(withPolicy(planOf("policy-server"), "synapse-1.15", "alpha.test"));
  const spam = told.event("bob", 'says "cheap pills, from Bob"');
  expect(told.verdict(spam, "alpha.test")).toBe("accepted");
  expect(told.verdict(spam, "charlie.test")).toBe("soft-failed");
});
