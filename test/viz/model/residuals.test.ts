// What is taken off columns comes back, and what cannot be taken off without loss is left alone.
import { expect, test } from "vitest";
import { gatherModel } from "../../../viz/model/gather.ts";
import {
  fromResiduals,
  hasResiduals,
  residualNames,
  toResiduals,
} from "../../../viz/model/residuals.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const { columns } = gatherModel(syntheticTrace({ events: 120, servers: 6 }));

test("residuals are small, and the columns come back from them", () => {
  expect(hasResiduals(columns)).toBe(true);
  const rest = toResiduals(columns);
  const size = (from: typeof columns, name: string) =>
    Array.from(from[name]).reduce((sum, value) => sum + Math.abs(value), 0);
  for (const name of residualNames) expect(size(rest, name)).toBeLessThan(size(columns, name) / 2);
  expect(fromResiduals(rest)).toEqual(columns);
});

test("times that are no whole milliseconds, or years apart, stay as they are", () => {
  for (const odd of [0.5, -0, 2 ** 40, Number.NaN]) {
    const times = columns["arrivals.atMs"].slice();
    times[7] = odd;
    expect(hasResiduals({ ...columns, "arrivals.atMs": times })).toBe(false);
  }
  expect(hasResiduals({})).toBe(false);
});
