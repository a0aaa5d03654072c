import { describe, expect, test } from "vitest";
import { faultSpans, keepsApart } from "../../../../sim/check/view/fault-spans.ts";
import { viewTrace } from "../../../../sim/check/view/trace-view.ts";
import type { FaultRecord } from "../../../../sim/trace/records.ts";
import { usualTrace } from "../trace-builder.ts";

function fault(verb: FaultRecord["verb"], atMs: number, more: Partial<FaultRecord> = {}) {
  return { kind: "fault", verb, atMs, id: 0, ...more } as FaultRecord;
}

describe("faultSpans", () => {
  test("pairs a beginning with the end that names it", () => {
    const spans = faultSpans(
      [
        fault("partition", 10, { id: 1, groups: [[0], [1]] }),
        fault("hold", 20, { id: 2, links: [[0, 1]] }),
        fault("heal", 50, { id: 1 }),
        fault("release", 60, { id: 2 }),
      ],
      100,
    );
    expect(spans.map(({ verb, endMs }) => [verb, endMs])).toEqual([
      ["partition", 50],
      ["hold", 60],
    ]);
  });

  test("leaves a fault open that nothing ended, and one that another verb names", () => {
    const spans = faultSpans([fault("partition", 10), fault("release", 20)], 100);
    expect(spans[0].endMs).toBeUndefined();
  });

  test("ends a crash by the restart of the same server, whatever the number", () => {
    const records = [
      fault("crash", 10, { id: 1, server: 2 }),
      fault("crash", 10, { id: 2, server: 3 }),
      fault("restart", 40, { id: 9, server: 2 }),
    ];
    expect(faultSpans(records, 100).map(({ endMs }) => endMs)).toEqual([40, undefined]);
  });

  test("believes an end that was announced, if the trace lasts so long", () => {
    const planned = [fault("hold", 10, { endMs: 90 })];
    expect(faultSpans(planned, 100)[0].endMs).toBe(90);
    expect(faultSpans(planned, 80)[0].endMs).toBeUndefined();
  });

  test("says which fault it is and what it is done to; lies and wrong clocks keep nobody apart", () => {
    const named = { verb: "begin", rule: "bad-hash", family: "lie" } as const;
    const spans = faultSpans(
      [fault("hold", 1), fault("partition", 2, { rule: "isolate" }), fault("begin", 3, named)],
      100,
    );
    expect(spans.map(({ mode, family }) => [mode, family])).toEqual([
      ["hold", "link"],
      ["isolate", "partition"],
      ["bad-hash", "lie"],
    ]);
    expect(spans.map(keepsApart)).toEqual([true, true, false]);
  });

  test("gives a trace the time of its last heal", () => {
    const trace = usualTrace();
    expect(viewTrace(trace.trace()).healedMs).toBe(0);
    const id = trace.fault("crash", { server: 1 });
    expect(viewTrace(trace.trace()).healedMs).toBeUndefined();
    trace.atMs += 500;
    trace.fault("restart", { id, server: 1 });
    expect(viewTrace(trace.trace()).healedMs).toBe(trace.atMs);
  });
});
