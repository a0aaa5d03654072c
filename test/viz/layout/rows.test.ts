// Between the events stand rows for faults, marks and operations that came to nothing, in time.
import { expect, test } from "vitest";
import type { TraceRecord } from "../../../sim/trace/records.ts";
import { rowsOf } from "../../../viz/layout/rows.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const records = syntheticTrace({ events: 40, servers: 4 });
const marks: TraceRecord[] = [
  { kind: "mark", atMs: 5_000, mark: "state-reset", what: "bob is back", server: 1 },
];
const model = buildModel([...records, ...marks]);
const rows = rowsOf(model, 0).list();

test("a fault has a row where it begins and one where it ends", () => {
  const [band] = model.faults;
  const start = rows.findIndex(({ kind }) => kind === "fault-start");
  const end = rows.findIndex(({ kind }) => kind === "fault-end");
  expect(rows[start].atMs).toBe(band.startMs);
  expect(rows[end].atMs).toBe(band.endMs);
  const inside = rows.slice(start + 1, end);
  expect(inside.length).toBeGreaterThan(5);
  expect(inside.every(({ atMs }) => atMs >= band.startMs && atMs <= band.endMs)).toBe(true);
});

test("marks and refused operations have rows, operations that made events have none", () => {
  expect(rows.filter(({ kind }) => kind === "mark").map(({ atMs }) => atMs)).toEqual([5_000]);
  const refused = model.ops.filter(({ result }) => result !== "ok");
  expect(refused.length).toBeGreaterThan(0);
  expect(rows.filter(({ kind }) => kind === "op").length).toBe(refused.length);
});

test("a fault that never ended has no row for its end", () => {
  const cut = records.filter((record) => record.kind !== "fault" || record.verb !== "heal");
  const kinds = rowsOf(buildModel(cut), 0)
    .list()
    .map(({ kind }) => kind);
  expect(kinds).toContain("fault-start");
  expect(kinds).not.toContain("fault-end");
});
