// What a server rejected by a liar's state parts it from others, as long as that state only lacks what others had.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { viewTrace } from "../../../../sim/check/index.ts";
import { rejectedByFalseState } from "../../../../sim/check/known/false-state-cause.ts";
import { run, type Plan } from "../../../../sim/run/index.ts";
import type { ArriveRecord, TraceRecord } from "../../../../sim/trace/records.ts";

const file = "../../../../scenarios/regressions/rejected-by-a-liars-state.json";
const kept: Plan = JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")).plan;
const { records, verdicts } = run(kept);
const verdict = verdicts.find(({ check }) => check === "converges")!;
const isTold = (changed: readonly TraceRecord[]) =>
  rejectedByFalseState(viewTrace(changed), verdict);

test("it is told in a kept failure", () => {
  expect(verdict.result).toBe("broken");
  expect(isTold(records)).toBe(true);
});

test("where nobody lies about states the servers agree, and nothing is told", () => {
  const isLie = (step: Plan["steps"][number]) => "rule" in step && step.rule.name === "false-state";
  const steps = kept.steps.filter((step) => !isLie(step));
  expect(steps).toHaveLength(kept.steps.length - 1);
  const honest = run({ ...kept, steps });
  expect(honest.verdicts.find(({ check }) => check === "converges")?.result).toBe("held");
  expect(rejectedByFalseState(viewTrace(honest.records), verdict)).toBe(false);
});

test("a server that went by such a state while nobody lied has another fault", () => {
  expect(isTold(records.filter((record) => record.kind !== "fault"))).toBe(false);
});

test("a state with something else in it is no liar's that leaves events out", () => {
  const rejected = records.find(
    (record) => record.kind === "arrive" && record.why?.check === 5,
  ) as ArriveRecord;
  // An old state of the room has other join rules and power levels, and nothing but that.
  const old = records.find(
    (record) =>
      record.kind === "arrive" && record.server !== rejected.server && record.atMs > 18_000,
  ) as ArriveRecord;
  const others = records.map((record) =>
    record.kind === "arrive" && record.server === rejected.server && record.via !== "own"
      ? { ...record, ...(record.before !== undefined && { before: old.after as number }) }
      : record,
  );
  expect(isTold(others)).toBe(false);
});

test("what was refused by its own auth events is not told by a state", () => {
  const others = records.map((record) =>
    record.kind === "arrive" && record.why?.check === 5
      ? { ...record, why: { ...record.why, check: 4 } }
      : record,
  );
  expect(isTold(others)).toBe(false);
});
