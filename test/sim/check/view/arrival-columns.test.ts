import { expect, test } from "vitest";
import {
  ArrivalColumns,
  graspIn,
  isChecked,
  trait,
} from "../../../../sim/check/view/arrival-columns.ts";
import { grasp } from "../../../../sim/check/view/grasp.ts";
import type { ArriveRecord } from "../../../../sim/trace/records.ts";

function traitsOf(record: Partial<ArriveRecord>): number {
  const columns = new ArrivalColumns();
  const usual = { kind: "arrive", atMs: 1, server: 0, event: 3, via: "send", verdict: "accepted" };
  columns.add({ ...usual, ...record } as ArriveRecord, 7);
  expect(columns.events).toEqual([3]);
  expect(columns.standings).toEqual([7]);
  return columns.traits[0];
}

test("states that an arrival does not name are -1", () => {
  const columns = new ArrivalColumns();
  const arrival = { kind: "arrive", atMs: 1, server: 0, event: 3, via: "state" } as const;
  columns.add({ ...arrival, verdict: "outlier" }, -1);
  columns.add({ ...arrival, verdict: "accepted", before: 4, after: 5 }, 6);
  expect([columns.before, columns.after, columns.standings]).toEqual([
    [-1, 4],
    [-1, 5],
    [-1, 6],
  ]);
});

test.each([
  ["own", 0],
  ["send", trait.sent],
  ["missing", trait.sent | trait.told | trait.brought],
  ["state", trait.told | trait.brought],
  ["join", trait.told | trait.brought],
  ["backfill", trait.told],
] as const)("an arrival by %s has its traits beside its grasp", (via, traits) => {
  expect(traitsOf({ via })).toBe(traits | grasp.accepted);
  expect(traitsOf({ via, against: 2 }) & trait.names).toBe(trait.names);
});

test.each([
  ["accepted", {}, grasp.accepted, true],
  ["soft-failed", {}, grasp.softFailed, true],
  ["rejected", { before: 1 }, grasp.rejected, false],
  ["rejected", {}, grasp.rejectedOutlier, false],
  ["outlier", {}, grasp.outlier, false],
  ["dropped", {}, grasp.none, false],
] as const)("%s %j: the grasp, and whether check 6 decided", (verdict, states, value, checked) => {
  const traits = traitsOf({ verdict, ...states });
  expect(graspIn(traits)).toBe(value);
  expect(isChecked(traits)).toBe(checked);
  expect(isChecked(traitsOf({ verdict, ...states, via: "own" }))).toBe(false);
});
