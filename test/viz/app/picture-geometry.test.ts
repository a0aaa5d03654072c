// From state and size to what is drawn: panes, columns, heights of rows within a browser's limits.
import { expect, test } from "vitest";
import { rowPxOf, viewOfPicture, type Picture } from "../../../viz/app/picture-geometry.ts";
import type { PageState } from "../../../viz/app/state.ts";
import { layoutOf } from "../../../viz/layout/index.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const model = buildModel(syntheticTrace({ events: 60, servers: 4 }));
const size = { widthPx: 860, heightPx: 600, remPx: 14 };
const state = { atMs: 9_000, asSeenBy: -1, rowRem: 1.6, panes: [], messages: true } as const;

function picture(change: Partial<Picture> = {}, patch: Partial<PageState> = {}): Picture {
  const layout = layoutOf(model, 0, { name: "swim", rowsBy: "rank" });
  const all = { ...state, ...patch } as unknown as PageState;
  return { model, layout, servers: [2, 0, 1, 3], size, state: all, ...change };
}

test("one picture has lanes in their order; panes are columns of their own", () => {
  const one = viewOfPicture(picture(), { top: -5, left: 9_999 });
  expect(one.columns.servers).toEqual([2, 0, 1, 3]);
  expect([one.split, one.scrollTopPx, one.scrollLeftPx]).toEqual([undefined, 0, 0]);
  const panes = viewOfPicture(picture({}, { panes: [3, 1] }), { top: 0, left: 0 });
  expect(panes.columns.servers).toEqual([3, 1]);
  expect(panes.split).toBe("panes");
  expect(panes.columns.lanePx).toBeGreaterThan(100);
});

test("many panes scroll sideways instead of getting too narrow", () => {
  const many = Array.from({ length: 30 }, (_, at) => at);
  const { columns } = viewOfPicture(picture({}, { panes: many }), { top: 0, left: 0 });
  expect(columns.totalPx).toBeGreaterThan(columns.viewPx);
  expect(columns.lanePx).toBeGreaterThanOrEqual(7 * 14);
});

test("rows are never lower than what fits all in, nor the picture higher than browsers draw", () => {
  const few = picture();
  expect(rowPxOf(few, { rowRem: 0 })).toBeCloseTo(600 / few.layout.rows.length);
  const places = { ...few.layout.places, length: 10_000_000 };
  const huge = picture({ layout: { ...few.layout, places } });
  expect(rowPxOf(huge, { rowRem: 1.6 }) * places.length).toBeLessThanOrEqual(30_000_000);
});
