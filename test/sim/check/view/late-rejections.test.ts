// What a server rejects later than it had it: nothing before that time, all of it after.
import { expect, test } from "vitest";
import { viewTrace } from "../../../../sim/check/index.ts";
import { LateRejections } from "../../../../sim/check/view/late-rejections.ts";
import type { TraceRecord } from "../../../../sim/trace/records.ts";
import { a, ada, b, lastOf, usualTrace } from "../trace-builder.ts";

test("a rejection counts from the arrival on that brought it", () => {
  const late = new LateRejections();
  late.note(b, 7, 3);
  late.note(b, 9, 5);
  expect([late.has(a), late.has(b)]).toEqual([false, true]);
  expect([0, 3, 4, 6].map((n) => late.countBefore(b, n))).toEqual([0, 0, 1, 2]);
  expect([3, 4].map((n) => late.isStillToCome(b, 7, n))).toEqual([true, false]);
  expect(late.isStillToCome(a, 7, 0)).toBe(false);
  expect([late.countBefore(a, 9), late.countBefore(b, Infinity)]).toEqual([0, 2]);
});

test("a trace tells what a server had rejected at each arrival and resolution", () => {
  const trace = usualTrace();
  const topic = trace.make(a, trace.topic(ada, "x"));
  trace.fetch(b, [topic]);
  const before = trace.trace();
  const lied: TraceRecord = {
    ...{ kind: "arrive", atMs: trace.atMs, server: b, event: topic, via: "missing" },
    ...{ verdict: "rejected", before: 0, after: 0 },
  };
  const state = lastOf(before, "current", ({ server }) => server === b).state;
  const resolution: TraceRecord = {
    ...{ kind: "resolve", atMs: trace.atMs, server: b, room: 0, why: "current", inputs: [state] },
    ...{ output: state, algorithm: "v2", dialect: "spec", conflicted: 0, authDifference: 0 },
    ...{ subgraph: 0, replayed: 0, authChecks: 0 },
  };
  const view = viewTrace([...before, { ...resolution }, lied, { ...resolution }]);
  const [room] = view.judged;
  const id = trace.graph.id(topic);
  const n = view.arrivals[b].length - 1;
  expect([n, n + 1].map((at) => room.rejectedAt(b, at)(id))).toEqual([false, true]);
  expect([n, n + 1].map((at) => room.rejectionsOf(b, at))).toEqual([[], [topic]]);
  expect(room.rejectedAt(b)(id)).toBe(true);
  expect(view.resolutions.map((record) => view.rejectedAt(record)(id))).toEqual([false, true]);
});
