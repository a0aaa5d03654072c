// What lies behind a gap, told from who had what when; a gap that is too narrow is somebody's fault.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { viewTrace } from "../../../../sim/check/index.ts";
import { isHiddenByGap, liesBehindGap } from "../../../../sim/check/known/gap-cause.ts";
import { run } from "../../../../sim/run/index.ts";
import type { VerdictRecord } from "../../../../sim/trace/records.ts";
import { a, ada, b, bob, c, usualTrace } from "../trace-builder.ts";

const folder = new URL("../../../../scenarios/regressions/", import.meta.url);
const finding = (check: string, events: number[], servers: number[]): VerdictRecord => {
  return { kind: "verdict", check, result: "broken", detail: "", events, servers };
};

test("words that were said before the ten that are asked for lie behind the gap", () => {
  const text = readFileSync(new URL("lost-behind-ten-missing-events.json", folder), "utf8");
  const { records, verdicts } = run(JSON.parse(text).plan);
  const verdict = verdicts.find(({ check }) => check === "delivery")!;
  expect(verdict.result).toBe("broken");
  expect(liesBehindGap(viewTrace(records), verdict)).toBe(true);
});

test.each([
  [9, false],
  [10, true],
])("an event that is lacking behind %s others: %s", (others, isBehind) => {
  const trace = usualTrace();
  const lost = trace.make(a, trace.message(ada));
  const more = Array.from({ length: others }, () => trace.make(a, trace.message(ada)));
  for (const event of more) trace.take(b, event, "missing");
  const view = viewTrace(trace.trace());
  expect(liesBehindGap(view, finding("delivery", [lost], [a, b]))).toBe(isBehind);
  // Server c has heard of nothing, so there is no gap.
  expect(liesBehindGap(view, finding("delivery", [lost], [a, c]))).toBe(false);
});

test.each([
  [8, false],
  [9, true],
])(
  "%s missing events that come one by one, before what they were asked for: %s",
  (missing, isBehind) => {
    const trace = usualTrace();
    const lost = trace.make(a, trace.message(ada));
    const more = Array.from({ length: missing }, () => trace.make(a, trace.message(ada)));
    const news = trace.make(a, trace.message(ada));
    // Between them the server asks for states: time passes.
    for (const event of more) trace.deliver(event, [b], "missing");
    trace.deliver(news, [b]);
    // What comes later was asked for by somebody else.
    trace.deliver(trace.make(a, trace.message(ada)), [b]);
    const view = viewTrace(trace.trace());
    expect(liesBehindGap(view, finding("delivery", [lost], [a, b]))).toBe(isBehind);
  },
);

test("an extremity is hidden where what led to it was not there when the newer one came", () => {
  const told = (late: boolean) => {
    const trace = usualTrace();
    const old = trace.make(a, trace.message(ada));
    const between = trace.make(a, trace.message(ada));
    const fresh = trace.make(a, trace.message(ada));
    if (!late) trace.take(b, between, "missing");
    trace.take(b, fresh, "send");
    if (late) trace.take(b, between, "missing");
    const { atMs } = trace;
    trace.records.push({ kind: "extremities", atMs, server: b, room: 0, events: [old, fresh] });
    return isHiddenByGap(viewTrace(trace.trace()), finding("bounded-extremities", [old], [b]));
  };
  expect([told(true), told(false)]).toEqual([true, false]);
  // One that lies behind no other has nothing to hide.
  const trace = usualTrace();
  const tip = trace.tell(b, trace.message(bob));
  const view = viewTrace(trace.trace());
  expect(isHiddenByGap(view, finding("bounded-extremities", [tip], [b]))).toBe(false);
});
