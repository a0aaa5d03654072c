// A scene as SVG is well-formed, holds each shape once, and no content of the room becomes markup.
import { describe, expect, test } from "vitest";
import { lightPalette } from "../../../viz/draw/palettes.ts";
import { sceneOf } from "../../../viz/draw/scene.ts";
import { countShapes, type Shape } from "../../../viz/draw/shapes.ts";
import { escapeText, svgOf } from "../../../viz/draw/svg.ts";
import { buildModel } from "../../../viz/model/model.ts";
import { syntheticTrace } from "../synthetic-trace.ts";
import { sceneView } from "./scene-view.ts";

const options = { w: 100, h: 80, palette: lightPalette, title: "a <picture>" };

/** Names of elements, after seeing that each that opens closes again, in order. */
function elementsOf(svg: string): string[] {
  const open: string[] = [];
  const names: string[] = [];
  for (const [, closing, name, inside] of svg.matchAll(/<(\/?)([a-zA-Z]+)([^<>]*)>/g)) {
    if (closing === "/") expect(open.pop()).toBe(name);
    else {
      names.push(name);
      if (!inside.endsWith("/")) open.push(name);
    }
  }
  expect(open).toEqual([]);
  expect(svg.replace(/<[^<>]*>/g, "")).not.toMatch(/[<>]/);
  return names;
}

test("each shape of a scene is in the file, and clips nest", () => {
  const model = buildModel(syntheticTrace({ events: 50, servers: 4 }));
  const shapes = sceneOf(sceneView(model));
  const names = elementsOf(svgOf(shapes, options));
  const counts = countShapes(shapes);
  const count = (name: string) => names.filter((each) => each === name).length;
  expect(count("text")).toBe(counts["text"]);
  expect(count("polyline")).toBe(counts["line"]);
  expect(count("clipPath")).toBe(shapes.filter(({ shape }) => shape === "clip").length);
  expect(count("circle")).toBeGreaterThan(20);
});

describe("marks", () => {
  const standings = ["accepted", "outlier", "soft-failed", "rejected", "dropped", "unknown"];
  test.each(standings)("%s is drawn, in each form, unlike the others", (standing) => {
    const mark = { shape: "mark", x: 10, y: 10, r: 6, color: "lane-0", strong: false } as const;
    for (const form of ["disc", "square", "diamond"] as const) {
      const draw = (each: string) =>
        svgOf([{ ...mark, role: "event", form, standing: each } as Shape], options);
      elementsOf(draw(standing));
      const others = standings.filter((each) => each !== standing).map(draw);
      expect(others).not.toContain(draw(standing));
    }
  });
});

test("content stays text: markup, control characters and turned directions are taken out", () => {
  const text = `</text><script>alert("1")</script>&'\u0000\u202e\ud800x`;
  const place = { x: 1, y: 1, px: 10, color: "ink", align: "left", bold: false } as const;
  const svg = svgOf([{ shape: "text", ...place, text }], { ...options, title: text });
  const names = elementsOf(svg);
  expect(names).not.toContain("script");
  expect(names.filter((name) => name === "text").length).toBe(1);
  expect(svg).not.toMatch(/[\u0000\u202e]|[\ud800-\udfff]/);
  expect(escapeText("é 😀 <b>")).toBe("é 😀 &#60;b&#62;");
});
