import { expect, test } from "vitest";
import { judge } from "../../../../sim/check/judge.ts";
import { slotKey, type Redeliver } from "../../../../sim/check/index.ts";
import { redeliver } from "../../../../sim/run/replay/redeliver.ts";
import type { TraceRecord } from "../../../../sim/trace/records.ts";
import { a, ada, b, bob, usualTrace } from "../trace-builder.ts";

const verdict = (records: readonly TraceRecord[], how?: Redeliver) =>
  judge(records, ["order-insensitive"], { redeliver: how })[0];

function twoTopics(): TraceRecord[] {
  const trace = usualTrace();
  const topics = [trace.make(a, trace.topic(ada, "one")), trace.make(b, trace.topic(bob, "two"))];
  for (const topic of topics) trace.deliver(topic);
  return trace.trace();
}

test("holds with a real server, whatever comes first", () => {
  const found = verdict(twoTopics(), redeliver);
  expect(found).toMatchObject({ result: "held" });
  expect(found.detail).toBe("9 events in 4 orders came to the same states.");
});

test("is broken by a server that goes by the order of arrival, and only delivers what can be", () => {
  const lastWins: Redeliver = ({ events }) => {
    const state = new Map<string, string>();
    const seen = new Set<string>();
    for (const { id, pdu } of events) {
      expect((pdu.prev_events as string[]).every((prev) => seen.has(prev))).toBe(true);
      seen.add(id);
      if (pdu.state_key !== undefined) state.set(slotKey(pdu.type, pdu.state_key), id);
    }
    return state;
  };
  const found = verdict(twoTopics(), lastWins);
  expect(found.result).toBe("broken");
  expect(found.detail).toMatch(/^By the order of delivery m\.room\.topic is event \d+ .* or event/);
});

test("a slot that only one order leaves is a difference, too", () => {
  let calls = 0;
  const forgetful: Redeliver = () => new Map(calls++ === 1 ? [["t\u0000", "$x"]] : []);
  expect(verdict(twoTopics(), forgetful).detail).toContain("is nothing or nothing");
});

test("without a server, and of a summary, nothing can be told", () => {
  const [meta, ...rest] = twoTopics();
  expect(verdict([meta, ...rest]).result).toBe("unknown");
  const summary = { ...meta, level: "summary" } as TraceRecord;
  expect(verdict([summary, ...rest], redeliver).result).toBe("unknown");
});
