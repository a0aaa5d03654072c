// The pictures of known runs as text: a change of a picture must show here, and be looked at.
// `npx vitest run -u` with this file writes them anew.
import { expect, test } from "vitest";
import { drawListText } from "../../../viz/draw/draw-list.ts";
import { pictureOf } from "../../../viz/draw/index.ts";
import { buildModel } from "../../../viz/model/index.ts";
import { scenarioRecords } from "../scenario-models.ts";

const model = buildModel(scenarioRecords("netsplit-ban"));

test.each([
  ["swim", {}],
  ["rail", { layout: { name: "rail", rowsBy: "rank" } }],
  ["panes-by-time", { panes: [0, 1], layout: { name: "swim", rowsBy: "time" } }],
  ["as-seen-by-one", { asSeenBy: 1, atMs: Math.round(model.endMs / 3) }],
] as const)("netsplit-ban as %s", async (name, options) => {
  const text = drawListText(pictureOf(model, options).shapes);
  await expect(text).toMatchFileSnapshot(`draw-lists/netsplit-ban-${name}.txt`);
});

test("each shape is a line, with one digit after the point", () => {
  const rect = { shape: "rect", x: 0, y: 4.25, w: 9, h: 2, color: "ink", alpha: 0.5 } as const;
  expect(drawListText([rect, { shape: "unclip" }])).toBe("rect 0,4.3 9×2 ink 50%\nunclip\n");
});
