// Walking from row to row, over a small trace with a fault between its events.
import { expect, test } from "vitest";
import { findRow, neighbourEvent } from "../../../viz/app/row-steps.ts";
import { layoutOf } from "../../../viz/layout/index.ts";
import { buildModel } from "../../../viz/model/index.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const model = buildModel(syntheticTrace({ events: 30 }));
const layout = layoutOf(model, 0, { name: "swim", rowsBy: "rank" });
const { rows, rowOfEvent } = layout;

test("steps go from event to event in the order of rows, over rows that are none", () => {
  const order = rows.list().flatMap((row) => (row.kind === "event" ? row.event : []));
  expect(order.length).toBeLessThan(rows.length);
  const walked = [order[0]];
  while (walked.length < order.length) {
    walked.push(neighbourEvent(layout, 1, { selected: walked.at(-1) ?? -1, atMs: 0 }));
  }
  expect(walked).toEqual(order);
  expect(neighbourEvent(layout, -1, { selected: order[0], atMs: 0 })).toBe(order[0]);
});

test("a row that is wanted is found on either side of now", () => {
  const heal = rows.list().findIndex(({ kind }) => kind === "fault-end");
  const from = { selected: -1, atMs: rows.times[heal - 1] };
  const isFault = ({ kind }: { kind: string }) => kind.startsWith("fault");
  expect(findRow(layout, { step: 1, from }, isFault)).toEqual(rows.get(heal));
  expect(findRow(layout, { step: -1, from }, isFault)?.kind).toBe("fault-start");
  const last = { selected: rows.refs[rows.length - 1], atMs: 0 };
  expect(rowOfEvent[last.selected]).toBe(rows.length - 1);
  expect(findRow(layout, { step: 1, from: last }, isFault)).toBeUndefined();
});
