import { expect, test } from "vitest";
import {
  chart,
  colours,
  document,
  percent,
  roundUp,
  safe,
  type Chart,
} from "../../../../sim/cli/sweep/page-parts.ts";

const input: Chart = {
  label: "a <label>",
  lines: [
    {
      name: "<one>",
      colour: "#123",
      points: [
        [0, 0],
        [10, 5],
      ],
      band: [
        [0, 0, 1],
        [10, 4, 5],
      ],
    },
  ],
  ...{ toX: 10, toY: 5, showX: (x) => `${x} s`, showY: (y) => y.toFixed(1) },
};

test("a chart has its lines, bands, axes and window inside, and words are escaped", () => {
  const svg = chart({ ...input, window: { from: 4, to: 6, name: "<here>" }, marks: [[5, 2]] });
  expect(svg).not.toMatch(/<one>|<here>|<label>|NaN|undefined|Infinity/);
  expect(svg.match(/<path /g)).toHaveLength(3);
  expect(svg).toContain(">10 s</text>");
  for (const [, x] of svg.matchAll(/ x="(-?[\d.]+)"/g)) {
    expect(Number(x)).toBeGreaterThanOrEqual(0);
    expect(Number(x)).toBeLessThanOrEqual(720);
  }
});

test("points are marked where that is asked for", () => {
  expect(chart(input)).not.toContain("<circle");
  expect(chart({ ...input, dots: true }).match(/<circle /g)).toHaveLength(2);
});

test("every colour of a page is one of its style, light and dark", () => {
  const page = document("t", "");
  for (const colour of Object.values(colours)) {
    const name = /^var\((--\w+)\)$/.exec(colour)?.[1] ?? "none";
    expect(page).toMatch(new RegExp(`${name}:light-dark\\(#[0-9a-f]{3,6},#[0-9a-f]{3,6}\\)`));
  }
});

test("a chart of nothing, or of one place, divides by nothing", () => {
  const one = { ...input, toX: 0, toY: 0 };
  for (const svg of [chart({ ...input, lines: [] }), chart(one)]) {
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  }
});

test("a page is whole and its words are escaped", () => {
  expect(document("<t>", "body")).toMatch(
    /^<!doctype html>[^]*<title>&lt;t&gt;<\/title>[^]*body[^]*<\/html>\n$/,
  );
  expect([safe(`<&">`), percent(0.125)]).toEqual(["&lt;&amp;&quot;&gt;", "12.5 %"]);
});

test("axes end at round numbers whose quarters are whole", () => {
  expect([967, 400, 3, 0, 12_345].map(roundUp)).toEqual([1000, 400, 4, 4, 16_000]);
});
