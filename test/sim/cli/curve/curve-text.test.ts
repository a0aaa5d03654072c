import { expect, test } from "vitest";
import { rateOf } from "../../../../sim/compare/index.ts";
import {
  curveLines,
  curvePage,
  findingOf,
  type Drawn,
} from "../../../../sim/cli/curve/curve-text.ts";
import { cast, tell } from "../../run/stories.ts";

const plan = tell((stage) => {
  const { ada, room } = cast(stage);
  stage.after("5s").do(ada.say(room, "<b>bold</b>"));
  stage.after("10s").fault("isolate", { count: 1 }, "20s");
});
const point = (atMs: number, count: number) => ({ atMs, rate: rateOf(count, 40) });
const points = [point(0, 4), point(14_000, 5), point(22_000, 39), point(60_000, 40)];
const drawn: Drawn = {
  ...{ plan, signature: "converges: a<b", anew: "chance", runs: 40, again: "rashomon curve x" },
  curve: { points, window: { from: points[1], to: points[2] } },
};

test("the window is named with both shares, and with what the story does in it", () => {
  const lines = curveLines(drawn).join("\n");
  expect(lines).toContain("Decided between 14.000 s and 22.000 s");
  expect(lines).toContain("15.000 s: @ada:alpha.test message <b>bold</b>");
  expect(lines).toContain("20.000 s: fault isolate count=1");
});

test("what began before the window comes behind what begins in it", () => {
  const narrow = { points, window: { from: point(21_000, 5), to: points[2] } };
  expect(curveLines({ ...drawn, curve: narrow })).toContain(
    "  since 20.000 s: fault isolate count=1",
  );
  const wide = { points, window: { from: point(16_000, 5), to: points[2] } };
  expect(curveLines({ ...drawn, curve: wide })).toContain("  20.000 s: fault isolate count=1");
});

test("the last point is the run itself, of which nothing was counted", () => {
  const lines = curveLines(drawn);
  expect(lines.filter((line) => line.includes("the run itself"))).toHaveLength(1);
  expect(lines.join("\n")).not.toContain("1 min 0.0 s");
  expect(curvePage(drawn)).toContain('the run itself</td><td class="n">fails</td>');
  expect(curvePage(drawn)).not.toContain("40 of 40");
});

test("without a window it says which of two things is the case", () => {
  const none = (counts: number[]) => {
    return findingOf({
      ...drawn,
      curve: { points: counts.map((n, at) => point(at, n)), window: undefined },
    });
  };
  expect(none([40, 40])).toContain("fails whatever comes");
  expect(none([10, 16, 25, 32, 40])).toContain("little by little");
});

test("the page has the plot with its band and window, and words are escaped", () => {
  const page = curvePage(drawn);
  expect(page).toContain("decided here");
  expect(page).not.toMatch(/<b>bold|a<b|NaN|undefined|Infinity/);
  // A line and its band, whole and from near by, and a mark on each point of both.
  expect(page.match(/<path /g)).toHaveLength(4);
  expect(page.match(/<circle /g)).toHaveLength(2 * points.length);
});
