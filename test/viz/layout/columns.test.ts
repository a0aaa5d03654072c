// Lanes share the width that is there; what is pointed at is what is drawn there.
import { expect, test } from "vitest";
import { columnsFor, laneAt, lanesInSight, laneX } from "../../../viz/layout/columns.ts";

const lanes = (count: number) => Array.from({ length: count }, (_, at) => at);

test("few lanes fit, many scroll, and words keep their share of the width", () => {
  for (const widthPx of [320, 360, 800, 1280, 3840]) {
    for (const count of [1, 3, 10, 100, 1000]) {
      const columns = columnsFor(lanes(count), { widthPx, remPx: 14 });
      expect(columns.lanePx).toBeGreaterThanOrEqual(0.33 * 14);
      expect(columns.viewPx).toBeLessThanOrEqual(columns.totalPx);
      expect(widthPx - columns.leftPx - columns.viewPx).toBeGreaterThan(widthPx * 0.35);
    }
  }
});

test("the middle of a lane belongs to its server, scrolled or not, in any order", () => {
  const order = [3, 1, 0, 2, ...Array.from({ length: 96 }, (_, at) => at + 4)];
  const columns = columnsFor(order, { widthPx: 900, remPx: 14 });
  for (const scrollPx of [0, 37, columns.totalPx - columns.viewPx]) {
    const seen = lanesInSight(columns, scrollPx);
    for (const server of seen.slice(1, -1)) {
      expect(laneAt(columns, laneX(columns, server, scrollPx), scrollPx)).toBe(server);
    }
    const first = order.indexOf(seen[0]);
    expect(seen).toEqual(order.slice(first, first + seen.length));
  }
  expect(lanesInSight(columns, 0)[0]).toBe(3);
});

test("beside the lanes there is no server", () => {
  const columns = columnsFor(lanes(3), { widthPx: 900, remPx: 14 });
  expect(laneAt(columns, 3, 0)).toBe(-1);
  expect(laneAt(columns, columns.leftPx + columns.viewPx + 1, 0)).toBe(-1);
});

test("where lanes would be too narrow, neighbours share one, and every server has its place", () => {
  const many = Array.from({ length: 10_000 }, (_, at) => 9_999 - at);
  const sizes = { widthPx: 150, remPx: 14, timesRem: 0, share: 1, leastPx: 5, shared: true };
  const { lanePx, totalPx, servers, places } = columnsFor(many, sizes);
  expect([lanePx, totalPx, servers.length]).toEqual([5, 150, 30]);
  expect(servers[0]).toBe(9_999);
  const inOrder = many.map((server) => places[server]);
  expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
  expect(new Set(inOrder).size).toBe(30);
  const few = columnsFor([2, 0, 1], sizes);
  expect(few.servers).toEqual([2, 0, 1]);
});
