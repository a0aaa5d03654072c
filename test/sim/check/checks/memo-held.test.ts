import { expect, test } from "vitest";
import { judge } from "../../../../sim/check/judge.ts";
import type { TraceRecord } from "../../../../sim/trace/records.ts";
import { a, ada, b, bob, c, lastOf, usualTrace } from "../trace-builder.ts";

const verdict = (records: readonly TraceRecord[]) => judge(records, ["memo-held"])[0];

/** Two topics at once, and a ban that meets a word. */
function conflict() {
  const trace = usualTrace();
  const topics = [trace.make(a, trace.topic(ada, "one")), trace.make(b, trace.topic(bob, "two"))];
  for (const topic of topics) trace.deliver(topic);
  const ban = trace.make(a, trace.member(ada, "ban", bob));
  const word = trace.make(b, trace.message(bob));
  trace.deliver(ban);
  trace.deliver(word);
  return { records: trace.trace(), word };
}

test("holds where everything comes out the same", () => {
  const found = verdict(conflict().records);
  expect(found).toMatchObject({ result: "held" });
  expect(found.detail).toMatch(/^\d+ resolutions and \d+ verdicts came out the same/);
});

test("is broken by a resolution that was remembered wrongly", () => {
  const { records } = conflict();
  const resolved = lastOf(records, "resolve");
  [resolved.output] = resolved.inputs;
  const found = verdict(records);
  expect(found.result).toBe("broken");
  expect(found.detail).toContain("remembered another result of a resolution of 2 states");
});

test("is broken by a verdict of an earlier state", () => {
  const { records, word } = conflict();
  lastOf(records, "arrive", (r) => r.event === word && r.server === c).verdict = "accepted";
  const found = verdict(records);
  expect(found).toMatchObject({ result: "broken", events: [word], servers: [c] });
  expect(found.detail).toContain("went by an old verdict");
});

test("a summary tells nothing, and nobody asks unless it is named", () => {
  const [meta, ...rest] = conflict().records;
  expect(verdict([{ ...meta, level: "summary" } as TraceRecord, ...rest]).result).toBe("unknown");
  expect(judge([meta, ...rest]).map(({ check }) => check)).not.toContain("memo-held");
});
