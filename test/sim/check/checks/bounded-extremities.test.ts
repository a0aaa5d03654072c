import { expect, test } from "vitest";
import { judge } from "../../../../sim/check/judge.ts";
import type { TraceRecord } from "../../../../sim/trace/records.ts";
import { a, ada, b, bob, c, cay, lastOf, usualTrace } from "../trace-builder.ts";

const verdict = (records: readonly TraceRecord[]) => judge(records, ["bounded-extremities"])[0];

test("holds where a branch for each server is open", () => {
  const trace = usualTrace();
  const words = [trace.make(a, trace.message(ada)), trace.make(b, trace.message(bob))];
  for (const word of words) trace.deliver(word);
  const found = verdict(trace.trace());
  expect(found).toMatchObject({ result: "held" });
  expect(found.detail).toBe("No server in the room ends with more than 2 forward extremities.");
});

test("is broken by one that lies behind another", () => {
  const trace = usualTrace();
  const before = trace.tell(a, trace.message(ada));
  trace.tell(b, trace.message(bob));
  const records = trace.trace();
  lastOf(records, "extremities", (r) => r.server === c).events.push(before);
  const found = verdict(records);
  expect(found).toMatchObject({ result: "broken", events: [before], servers: [c] });
  expect(found.detail).toContain("lies behind another");
});

/** Eleven words of cay side by side, after what `first` does. */
function manyTips(first: (trace: ReturnType<typeof usualTrace>) => void = () => undefined) {
  const trace = usualTrace();
  const tips = trace.servers[c].tips;
  const words = Array.from({ length: 11 }, () =>
    trace.make(c, { ...trace.message(cay), prev: tips }),
  );
  first(trace);
  const records = trace.trace();
  lastOf(records, "extremities", (r) => r.server === c).events = words;
  return verdict(records);
}

test("how many there are is not asked of a server out of the room: nothing that it gets ties them", () => {
  const leave = { type: "m.room.member", sender: cay, stateKey: cay };
  const found = manyTips((trace) => trace.make(c, { ...leave, content: { membership: "leave" } }));
  expect(found).toMatchObject({ result: "held" });
  expect(found.detail).toContain("more than one forward extremity");
});

test("is broken by more than a few", () => {
  const found = manyTips();
  expect(found).toMatchObject({ result: "broken", servers: [c] });
  expect(found.detail).toBe("In the end there are 11 forward extremities at c.test.");
});
