import { expect, test } from "vitest";
import { judge } from "../../../../sim/check/judge.ts";
import type { PartialRecord, TraceRecord } from "../../../../sim/trace/records.ts";
import { c, usualTrace } from "../trace-builder.ts";

const verdict = (records: readonly TraceRecord[]) => judge(records, ["whole-state"])[0];
const step = (step: PartialRecord["step"]): PartialRecord => ({
  ...{ kind: "partial", atMs: 5, server: c, room: 0, step, event: 0, servers: [0] },
});

test("holds where every join brought the whole state, and where the rest came", () => {
  const records = usualTrace().trace();
  expect(verdict(records)).toMatchObject({ result: "held" });
  const ended = verdict([...records, step("begin"), step("stuck"), step("end")]);
  expect(ended).toMatchObject({ result: "held" });
  expect(ended.detail).toContain("1 server joined with part of a state");
});

test.each(["begin", "stuck"] as const)("is broken where the last word is %s", (last) => {
  const found = verdict([...usualTrace().trace(), step("begin"), step(last)]);
  expect(found).toMatchObject({ result: "broken", servers: [c], events: [0] });
  expect(found.detail).toMatch(last === "stuck" ? /gave up at 5 ms/ : /still waits/);
});

test("says that it does not know while a fault is on", () => {
  const trace = usualTrace();
  trace.fault("partition", { groups: [[c]] });
  expect(verdict([...trace.trace(), step("stuck")])).toMatchObject({ result: "unknown" });
});
