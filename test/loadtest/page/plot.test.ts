// A plot as SVG: what stands alone is seen, what is empty says so, and nothing leaves its frame.
import { expect, test } from "vitest";
import { drawPlot, type Plot, type Point } from "../../../loadtest/page/plot.ts";

const frame = { startMs: 0, endMs: 10_000, bands: [] };

function drawn(points: readonly Point[], more: Partial<Plot> = {}): string {
  const line = { name: "p95", colour: 1, points };
  return drawPlot({ title: "Lag", about: "", show: String, lines: [line], ...more }, frame);
}

const lineIn = (svg: string) => /class="line c1" d="([^"]*)"/.exec(svg)?.[1] ?? "";

test("a value between two gaps is a dash, others are lines", () => {
  const values = [5, undefined, 3, 4, undefined];
  const path = lineIn(drawn(values.map((value, n) => ({ atMs: n * 2_000, value }))));
  expect(path).toMatch(/^M[\d.]+ [\d.]+h8M[\d.]+ [\d.]+L[\d.]+ [\d.]+$/);
});

test("a plot without a value says so, one with a value does not", () => {
  expect(drawn([{ atMs: 0, value: undefined }])).toContain("nothing was measured");
  expect(drawn([{ atMs: 0, value: 0 }])).not.toContain("nothing was measured");
});

test("a limit that is near stays in sight, one that is far does not press the values flat", () => {
  const axis = (value: number) => {
    const svg = drawn([{ atMs: 0, value: 100 }], { limit: { value, name: "limit" } });
    return Math.max(...[...svg.matchAll(/class="tick"[^>]*end">([\d.]+)</g)].map(([, n]) => +n));
  };
  expect(axis(200)).toBeGreaterThanOrEqual(200);
  expect(axis(2_000)).toBeLessThan(200);
});

test("names of lines that end at one place are moved apart, inside the plot", () => {
  const lines = [0, 1, 2].map((n) => ({
    ...{ name: `line ${n}`, colour: n, points: [{ atMs: 9_000, value: 0 }] },
  }));
  const svg = drawn([], { lines });
  const heights = [...svg.matchAll(/class="name c\d" x="[\d.]+" y="([\d.]+)"/g)].map(([, y]) => +y);
  expect(heights).toHaveLength(3);
  for (const [n, y] of heights.slice(1).entries()) expect(y - heights[n]).toBeGreaterThan(10);
  expect(Math.max(...heights)).toBeLessThan(168);
});

test("names are text, whatever they hold", () => {
  const svg = drawn([], { title: "<b>", about: '"><script>' });
  expect(svg).not.toMatch(/<b>|<script/);
});
