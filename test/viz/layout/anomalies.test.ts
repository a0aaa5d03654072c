// A window of rows gets exactly its anomalies.
import { expect, test } from "vitest";
import type { TraceRecord } from "../../../sim/trace/records.ts";
import { anomaliesOf } from "../../../viz/layout/anomalies.ts";
import { swimLayout } from "../../../viz/layout/swim.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const mark: TraceRecord = { kind: "mark", atMs: 5_000, mark: "state-reset", what: "x", server: 1 };
const model = buildModel([...syntheticTrace({ events: 200, servers: 5 }), mark]);
const layout = swimLayout(model);
const anomalies = anomaliesOf(model, layout);

test("every refusal, mark and refused operation is one", () => {
  const refusals = model.arrivals.allRefusals().length;
  const notes = layout.rows.list().filter(({ kind }) => kind === "mark" || kind === "op").length;
  expect(notes).toBeGreaterThan(1);
  expect(anomalies.list.length).toBe(refusals + notes);
  expect(anomaliesOf(model, layout)).toBe(anomalies);
});

test("windows partition them", () => {
  const step = 7;
  const found = [];
  for (let row = 0; row < layout.rows.length; row += step) {
    const part = anomalies.inWindow(row, row + step - 1);
    for (const each of part) expect(each.row >= row && each.row < row + step).toBe(true);
    found.push(...part);
  }
  expect(found).toEqual(anomalies.list);
});
