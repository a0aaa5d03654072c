import { expect, test } from "vitest";
import { judge } from "../../../../sim/check/judge.ts";
import type { TraceRecord } from "../../../../sim/trace/records.ts";
import { a, ada, b, bob, hiddenLevels, lastOf, usualTrace } from "../trace-builder.ts";

const verdict = (records: readonly TraceRecord[]) => judge(records, ["resolution-laws"])[0];

/** Two topics at once. */
function conflict(version: string): TraceRecord[] {
  const trace = usualTrace({ version });
  const topics = [trace.make(a, trace.topic(ada, "one")), trace.make(b, trace.topic(bob, "two"))];
  for (const topic of topics) trace.deliver(topic);
  trace.tell(a, trace.message(ada));
  return trace.trace();
}

test.each(["10", "11", "12"])("holds in version %s, whatever the order", (version) => {
  const found = verdict(conflict(version));
  expect(found).toMatchObject({ result: "held" });
  expect(found.detail).toMatch(/^[1-9]\d* resolutions? came out the same in the opposite order/);
});

test("is broken by an outcome that another order does not give", () => {
  const records = conflict("11");
  const resolved = lastOf(records, "resolve");
  resolved.output = resolved.inputs.find((input) => input !== resolved.output) as number;
  const found = verdict(records);
  expect(found.result).toBe("broken");
  expect(found.detail).toContain("comes out otherwise in another order");
});

test("a server with redacted copies is asked by what they say", () => {
  const records = hiddenLevels("redacted").trace.trace();
  const found = verdict(records);
  expect(found).toMatchObject({ result: "held" });
  expect(found.detail).toMatch(/^[1-9]/);
  expect(verdict(hiddenLevels("whole").trace.trace()).result).toBe("broken");
  delete lastOf(records, "arrive").redacted;
  expect(verdict(records).result).toBe("broken");
});

test("a summary tells nothing, and nobody asks unless it is named", () => {
  const [meta, ...rest] = conflict("11");
  expect(verdict([{ ...meta, level: "summary" } as TraceRecord, ...rest]).result).toBe("unknown");
  expect(judge([meta, ...rest]).map(({ check }) => check)).not.toContain("resolution-laws");
});
