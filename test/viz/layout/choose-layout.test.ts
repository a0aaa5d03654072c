// A choice of layout gives that layout, with rows placed as asked, and the same rows in each.
import { expect, test } from "vitest";
import { layoutOf } from "../../../viz/layout/choose-layout.ts";
import { rowLayouts } from "../../../viz/layout/room-layout.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const model = buildModel(syntheticTrace({ events: 40, servers: 4 }));

test.each(rowLayouts)("%s has the same rows by rank and by time", (name) => {
  const rank = layoutOf(model, 0, { name, rowsBy: "rank" });
  const timed = layoutOf(model, 0, { name, rowsBy: "time" });
  expect([rank.name, rank.timed, timed.timed]).toEqual([name, false, true]);
  expect(timed.rows.list()).toEqual(rank.rows.list());
  expect(rank.places.length).toBe(rank.rows.length);
  expect(timed.places.length).toBeGreaterThan(rank.rows.length);
});
