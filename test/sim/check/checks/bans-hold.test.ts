import { expect, test } from "vitest";
import { judge } from "../../../../sim/check/judge.ts";
import type { TraceRecord } from "../../../../sim/trace/records.ts";
import { a, ada, b, bob, lastOf, usualTrace } from "../trace-builder.ts";

const verdict = (records: readonly TraceRecord[]) => judge(records, ["bans-hold"])[0];

/** Bob is thrown out while he speaks; what he says is soft-failed elsewhere. */
function thrownOut(membership: "ban" | "leave") {
  const trace = usualTrace();
  const out = trace.make(a, trace.member(ada, membership, bob));
  const word = trace.make(b, trace.message(bob));
  trace.deliver(out);
  trace.deliver(word);
  return { records: trace.trace(), out, word };
}

test.each(["ban", "leave"] as const)("holds where the word of the %s is soft-failed", (how) => {
  const { records } = thrownOut(how);
  expect(verdict(records)).toMatchObject({ result: "held" });
});

test.each(["ban", "leave"] as const)("is broken by a server that takes it after a %s", (how) => {
  const { records, word, out } = thrownOut(how);
  lastOf(records, "arrive", (r) => r.event === word && r.server === a).verdict = "accepted";
  const found = verdict(records);
  expect(found).toMatchObject({ result: "broken", events: [out, word], servers: [a] });
  expect(found.detail).toMatch(/^a\.test took event \d+ \(m\.room\.message by @bob:b\.test\) at/);
});

test("who left by their own will, or was kicked and comes back, is nobody's business here", () => {
  const trace = usualTrace();
  trace.tell(a, trace.member(ada, "leave", bob));
  trace.tell(b, trace.member(bob, "join"));
  trace.tell(b, trace.message(bob));
  expect(verdict(trace.trace()).result).toBe("held");
});

test("a summary tells nothing", () => {
  const [meta, ...rest] = thrownOut("ban").records;
  const summary = { ...meta, level: "summary" } as TraceRecord;
  expect(verdict([summary, ...rest]).result).toBe("unknown");
});
