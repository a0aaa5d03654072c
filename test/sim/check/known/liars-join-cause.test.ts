// Old power levels that a liar told to a server that completed its join are told where it went back to them and where
// it keeps them, and nothing else is: not without the lie, nor what the liar held itself, nor another difference.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { viewTrace } from "../../../../sim/check/index.ts";
import { firstReset } from "../../../../sim/check/checks/no-state-reset.ts";
import {
  partedByFalselyCompleted,
  wentBackToFalseState,
} from "../../../../sim/check/known/liars-join-cause.ts";
import { run, type Plan } from "../../../../sim/run/index.ts";
import type { StateRecord, TraceRecord } from "../../../../sim/trace/records.ts";

const file = "../../../../scenarios/regressions/kept-from-a-liars-state.json";
const kept: Plan = JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")).plan;
const { records, verdicts } = run(kept);
const verdict = verdicts.find(({ check }) => check === "converges")!;

const toldIn = (changed: readonly TraceRecord[]) => {
  const view = viewTrace(changed);
  const way = firstReset(view);
  const parted = partedByFalselyCompleted(view, verdict);
  return { parted, wentBack: way !== undefined && wentBackToFalseState(view, way) };
};
const neither = { parted: false, wentBack: false };

/** The state that was completed by the lie, as the trace has it. */
const end = records.findIndex((record) => record.kind === "partial" && record.step === "end");
const completed = records.findLast((record, n) => {
  return record.kind === "arrive" && n < end && record.before !== undefined;
})!;
const lied = records.find((record): record is StateRecord => {
  const isIt = completed.kind === "arrive" && record.kind === "state";
  return isIt && record.id === completed.before;
})!;
const withState = (changes: StateRecord["changes"]) =>
  records.map((record) => (record === lied ? { ...lied, changes } : record));

test("both are told in a kept failure", () => {
  expect(verdict.result).toBe("broken");
  expect(toldIn(records)).toEqual({ parted: true, wentBack: true });
});

test("there it was no merge that put the power levels back", () => {
  expect(records.filter(({ kind }) => kind === "resolve")).toEqual([]);
});

test("where nobody lies, the servers agree, and nothing is told", () => {
  const isLie = (step: Plan["steps"][number]) => "rule" in step && step.rule.name === "stale-state";
  const steps = kept.steps.filter((step) => !isLie(step));
  expect(steps).toHaveLength(kept.steps.length - 1);
  const honest = run({ ...kept, steps });
  for (const check of ["converges", "no-state-reset"]) {
    expect(honest.verdicts.find((one) => one.check === check)?.result).toBe("held");
  }
  expect(toldIn(honest.records)).toEqual(neither);
});

test("who was told so by a server that does not lie has another fault", () => {
  expect(toldIn(records.filter(({ kind }) => kind !== "mark"))).toEqual(neither);
  const others = records.map((record) =>
    record.kind === "mark" && record.mark === "rule" ? { ...record, server: 2 } : record,
  );
  expect(toldIn(others)).toEqual(neither);
  const later = records.map((record) =>
    record.kind === "mark" && record.mark === "rule" ? { ...record, atMs: 60_000 } : record,
  );
  expect(toldIn(later)).toEqual(neither);
});

test("a liar that has old events leaves none out: a second difference is no lie of its", () => {
  const more = [...lied.changes, ["m.room.join_rules", "", null]] as StateRecord["changes"];
  expect(toldIn(withState(more))).toEqual(neither);
});

test("a liar that leaves events out is told by what is not there, and by nothing old", () => {
  const rule = {
    name: "false-state" as const,
    share: { numerator: 1, denominator: 1 },
    ...{ type: "m.room.history_visibility", servers: ["hs2"] },
  };
  const steps = kept.steps.map((step) => {
    return "rule" in step && step.rule.name === "stale-state" ? { ...step, rule } : step;
  });
  const leftOut = run({ ...kept, steps });
  const broken = leftOut.verdicts.filter(({ result }) => result === "broken");
  expect(broken.map(({ check }) => check)).toEqual(["converges", "no-state-reset"]);
  expect(toldIn(leftOut.records)).toEqual({ parted: true, wentBack: true });
  expect(toldIn(leftOut.records.filter(({ kind }) => kind !== "fault"))).toEqual(neither);
  // Such a liar does not have old events in its states.
  const faults = leftOut.records.filter(({ kind }) => kind === "fault");
  const others = records.flatMap((record) => {
    return record.kind === "mark" && record.mark === "rule" ? faults : [record];
  });
  expect(toldIn(others)).toEqual(neither);
});

test("a state that nobody fetched to complete a join has another fault", () => {
  expect(toldIn(records.filter(({ kind }) => kind !== "partial"))).toEqual(neither);
});

test("a server that never got what lies behind no join of its own lacks it for another cause", () => {
  const last = records.findLast((record) => record.kind === "event")!;
  const others = records.filter((record) => {
    const isIt = record.kind === "arrive" && last.kind === "event" && record.event === last.index;
    return !(isIt && record.server === 0);
  });
  expect(others.length).toBe(records.length - 1);
  expect(toldIn(others)).toEqual({ parted: false, wentBack: true });
});
