import { expect, test } from "vitest";
import { judge } from "../../../../sim/check/judge.ts";
import type { TraceRecord } from "../../../../sim/trace/records.ts";
import { a, ada, b, bob, c, lastOf, usualTrace } from "../trace-builder.ts";

const verdict = (records: readonly TraceRecord[]) => judge(records, ["clients-view"])[0];

/** Bob's topic and his ban at once: resolution takes the topic back. */
function undone() {
  const trace = usualTrace();
  const before = trace.tell(a, trace.topic(ada, "before"));
  const topic = trace.make(b, trace.topic(bob, "mine"));
  const ban = trace.make(a, trace.member(ada, "ban", bob));
  trace.deliver(topic, [c]);
  trace.deliver(ban, [c]);
  return { trace, before, topic };
}

test("holds where the timeline tells all that changes", () => {
  const trace = usualTrace();
  trace.tell(a, trace.topic(ada, "one"));
  trace.tell(b, trace.topic(bob, "two"));
  const found = verdict(trace.trace());
  expect(found).toMatchObject({ result: "held" });
  expect(found.detail).toBe("Clients on 3 servers see what is there.");
});

test("is broken where resolution takes back what clients were shown", () => {
  const { trace, before, topic } = undone();
  const found = verdict(trace.trace());
  expect(found).toMatchObject({ result: "broken", servers: [c] });
  expect(found.events).toEqual([before, topic].sort());
  expect(found.detail).toContain(`see event ${topic}`);
});

test("is broken by a state that does not have what was accepted", () => {
  const trace = usualTrace();
  trace.tell(a, trace.topic(ada, "one"));
  const records = trace.trace();
  lastOf(records, "current", (r) => r.server === c).state = lastOf(
    records,
    "arrive",
    (r) => r.server === c,
  ).before as number;
  expect(verdict(records)).toMatchObject({ result: "broken", servers: [c] });
});

test("a server that tells the state after the timeline is not asked", () => {
  const [meta, ...rest] = undone().trace.trace();
  if (meta.kind !== "meta") throw new Error("no meta");
  const servers = meta.servers.map((server) => ({ ...server, stateAfter: true as const }));
  const found = verdict([{ ...meta, servers }, ...rest]);
  expect(found).toMatchObject({ result: "held" });
  expect(found.detail).toContain("on 3 servers they are told the state");
});

test("a summary tells nothing, and nobody asks unless it is named", () => {
  const [meta, ...rest] = undone().trace.trace();
  expect(verdict([{ ...meta, level: "summary" } as TraceRecord, ...rest]).result).toBe("unknown");
  expect(judge([meta, ...rest]).map(({ check }) => check)).not.toContain("clients-view");
});
