// The colours of files are those of the page.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { darkPalette, lightPalette } from "../../../viz/draw/palettes.ts";
import { tokens } from "../../../viz/draw/shapes.ts";

const style = readFileSync(join(import.meta.dirname, "../../../viz/app/style.css"), "utf8");

test.each(tokens)("--%s is the same in the style sheet and in files", (token) => {
  const [, light, dark] = new RegExp(`--${token}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(style)!;
  expect([lightPalette[token], darkPalette[token]]).toEqual([light, dark]);
});
