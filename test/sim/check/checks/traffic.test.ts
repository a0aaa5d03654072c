import { expect, test } from "vitest";
import { judge } from "../../../../sim/check/judge.ts";
import type { NetRecord, TraceRecord } from "../../../../sim/trace/records.ts";
import { a, ada, b, c, usualTrace } from "../trace-builder.ts";

const verdict = (records: readonly TraceRecord[]) => judge(records, ["traffic"])[0];

const net = (more: Partial<NetRecord>): NetRecord => ({
  ...{ kind: "net", sentMs: 1, atMs: 2, from: a, to: b, request: "send", result: "delivered" },
  events: [],
  ...more,
});

function trace(...requests: NetRecord[]): TraceRecord[] {
  const usual = usualTrace();
  usual.tell(a, usual.message(ada));
  const records = usual.trace();
  records.splice(-1, 0, ...requests);
  return records;
}

test("holds where events go once, and again where an answer was lost", () => {
  const found = verdict(trace(net({ events: [1] }), net({ events: [2] }), net({ events: [2] })));
  expect(found).toMatchObject({ result: "held" });
  expect(found.detail).toBe("3 events crossed the wire, each 1.50 times on average.");
});

test("tries that failed are nobody's waste; the fifth delivery is", () => {
  const failed = Array.from({ length: 9 }, () => net({ events: [1], result: "timed-out" }));
  expect(verdict(trace(...failed)).result).toBe("held");
  const found = verdict(trace(...Array.from({ length: 5 }, () => net({ events: [1] }))));
  expect(found).toMatchObject({ result: "broken", events: [1], servers: [a, b] });
  expect(found.detail).toBe("a.test delivered event 1 to b.test 5 times.");
});

test("questions about gaps are counted against the events that came", () => {
  const came = net({ from: a, to: c, events: Array.from({ length: 20 }, (_, n) => n) });
  const asks = (count: number) =>
    Array.from({ length: count }, () => net({ from: c, to: a, request: "state_ids" }));
  expect(verdict(trace(came, ...asks(80))).result).toBe("held");
  const found = verdict(trace(came, ...asks(81)));
  expect(found.detail).toBe("c.test asked 81 questions about gaps for 20 events.");
});

test("without requests there is nothing to count", () => {
  const [meta, ...rest] = trace();
  expect(verdict([{ ...meta, level: "events" } as TraceRecord, ...rest]).result).toBe("unknown");
});
