// A picture for a file holds what the page shows around the scene too, and says what it leaves out.
import { expect, test } from "vitest";
import { pictureOf } from "../../../viz/draw/picture.ts";
import { countShapes } from "../../../viz/draw/shapes.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { scenarioModel } from "../scenario-models.ts";
import { syntheticTrace } from "../synthetic-trace.ts";

const model = scenarioModel("netsplit-ban");
const textOf = (picture: ReturnType<typeof pictureOf>) =>
  picture.shapes.flatMap((shape) => (shape.shape === "text" ? [shape.text] : []));

test("heads, words and every event are in it", () => {
  const picture = pictureOf(model);
  const texts = textOf(picture);
  for (const name of model.serverNames) expect(texts).toContain(name);
  expect(texts).toContain("@alice:alpha bans @carol:charlie");
  expect(texts.join("\n")).toContain("soft-failed by alpha");
  const marks = countShapes(picture.shapes)["event accepted"];
  expect(marks).toBe(model.events.length);
  expect(picture.rowsLeftOut).toBe(0);
  const low = picture.shapes.flatMap((shape) => (shape.shape === "mark" ? [shape.y] : []));
  expect(Math.max(...low)).toBeLessThan(picture.h);
});

test("panes, another layout, an instant and messages are drawn as asked", () => {
  const layout = { name: "rail", rowsBy: "time" } as const;
  const panes = pictureOf(model, { panes: [0, 1], layout, atMs: 30_000 });
  expect(countShapes(panes.shapes)["event unknown"]).toBeGreaterThan(0);
  const plain = countShapes(pictureOf(model).shapes)["line"];
  expect(countShapes(pictureOf(model, { messages: true }).shapes)["line"]).toBeGreaterThan(plain);
});

test("a part of the rows, and the last ones of a long room", () => {
  const part = pictureOf(model, { rows: [5, 9] });
  expect(countShapes(part.shapes)["event accepted"]).toBe(5);
  expect(part.rowsLeftOut).toBe(17);
  const long = pictureOf(buildModel(syntheticTrace({ events: 6_000, servers: 2 })));
  expect(long.rowsLeftOut).toBeGreaterThan(300);
});

test("long words are cut off where the picture ends", () => {
  const body = "😀".repeat(5_000);
  const long = pictureOf(buildModel(syntheticTrace({ events: 20, servers: 2, body })), {
    widthPx: 500,
  });
  for (const text of textOf(long)) expect([...text].length).toBeLessThan(60);
});
