// The text is the picture: a golden for a run whose page was looked at, and hostile content that
// neither breaks a line nor steers a terminal.
import { expect, test } from "vitest";
import { textView } from "../../../viz/export/text.ts";
import { buildModel } from "../../../viz/model/index.ts";
import { scenarioModel } from "../scenario-models.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const model = scenarioModel("netsplit-ban");

test("the run of netsplit-ban, line by line", () => {
  const lines = textView(model).split("\n");
  expect(lines.slice(0, 5)).toEqual([
    "netsplit-ban (seed 1, 3 servers, 19 events) at 11:17.000",
    "",
    "       time  alpha bravo charlie",
    "   0:00.000    ◆     ○      ○     @alice:alpha creates the room",
    "   0:00.000    ■     ○      ○     @alice:alpha joins",
  ]);
  expect(lines).toContain("   0:12.000    ~     ~      ~     partition: alpha ‖ bravo, charlie");
  const topic = lines.find((line) => line.includes("sets topic"));
  expect(topic).toMatch(
    /^ {3}0:17\.000 {4}◌ {5}• {6}■ {5}@carol.*\[soft-failed by alpha: .*rule 6\)\]$/,
  );
  expect(lines).toContain("states: alpha S14, bravo S14, charlie S14 (all agree)");
});

test("at an instant of the split: what has not come is not there, what is to come has no signs", () => {
  const lines = textView(model, { atMs: 20_000 }).split("\n");
  expect(lines.find((line) => line.includes("bans @carol"))).toMatch(/■ +\. +\. +@alice/);
  expect(lines.find((line) => line.includes("everybody back"))).toMatch(/^ {3}0:41\.000 +@andy/);
  expect(lines.join("\n")).toContain("2 different states");
});

test("control characters and line breaks of the room do not reach the terminal", () => {
  const body = "\u001b[31mred\u202Eflip\u2028two\r\nlines";
  const text = textView(buildModel(syntheticTrace({ events: 10, body })));
  expect(text).not.toMatch(/[^\P{C}\n]|\u2028/u);
  expect(text).toContain("[31mred");
});
