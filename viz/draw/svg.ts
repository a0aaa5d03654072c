// A draw list as an SVG file: the same shapes in the same places as on the canvas, but as text that
// can be printed, scaled and put into a document. Content of the room becomes text that is escaped;
// there is no script, style sheet or address in the file.
import { fontFamily } from "./paint.ts";
import type { Palette } from "./palettes.ts";
import { markSvg } from "./svg-mark.ts";
import type { Clip, EdgeShape, Hatch, Line, Shape } from "./shapes.ts";

export interface SvgOptions {
  /** Size in pixels. */
  readonly w: number;
  readonly h: number;
  /** Colours by role: `lightPalette`, `darkPalette`, or the page's own. */
  readonly palette: Palette;
  /** What the picture shows, in words, for those who do not see it. */
  readonly title: string;
}

/**
 * The text of an SVG file with one draw list. Pure.
 *
 * @example
 * const { shapes, w, h } = pictureOf(model, { atMs: model.endMs });
 * const file = svgOf(shapes, { w, h, palette: lightPalette, title: "netsplit-ban, seed 1" });
 */
export function svgOf(shapes: readonly Shape[], { w, h, palette, title }: SvgOptions): string {
  const parts: string[] = [];
  const clips: string[] = [];
  for (const shape of shapes) {
    if (shape.shape === "clip") {
      clips.push(clipSvg(clips.length, shape, h));
      parts.push(`<g clip-path="url(#c${clips.length - 1})">`);
    } else if (shape.shape === "unclip") parts.push("</g>");
    else parts.push(shapeSvg(shape, palette));
  }
  const hatches = [0, 1, 2, 3].map((side) => hatchPattern(side, palette));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${num(w)}" height="${num(h)}" ` +
      `viewBox="0 0 ${num(w)} ${num(h)}" role="img" font-family="${escapeText(fontFamily)}">`,
    `<title>${escapeText(title)}</title>`,
    `<defs>${hatches.join("")}${clips.join("")}</defs>`,
    `<rect width="100%" height="100%" fill="${palette.surface}"/>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

function shapeSvg(shape: Exclude<Shape, Clip | { shape: "unclip" }>, palette: Palette): string {
  switch (shape.shape) {
    case "rect": {
      const { x, y, w, h, color, alpha } = shape;
      return `<rect ${box(x, y, w, h)} fill="${palette[color]}"${opacity(alpha)}/>`;
    }
    case "line":
      return lineSvg(shape, palette);
    case "ring": {
      const { x, y, r, color, width } = shape;
      const stroke = `stroke="${palette[color]}" stroke-width="${num(width)}"`;
      return `<circle cx="${num(x)}" cy="${num(y)}" r="${num(r)}" fill="none" ${stroke}/>`;
    }
    case "edge":
      return edgeSvg(shape, palette);
    case "hatch":
      return hatchSvg(shape);
    case "mark":
      return markSvg(shape, palette);
    case "text": {
      const { x, y, px, align, bold, color, text } = shape;
      const anchor = { left: "start", center: "middle", right: "end" }[align];
      const weight = bold ? ' font-weight="bold"' : "";
      const place = `x="${num(x)}" y="${num(y)}" dominant-baseline="central"`;
      const look = `font-size="${num(px)}" text-anchor="${anchor}"${weight}`;
      return `<text ${place} ${look} fill="${palette[color]}">${escapeText(text)}</text>`;
    }
  }
}

function lineSvg({ points, color, width, dashed, alpha }: Line, palette: Palette): string {
  const pairs: string[] = [];
  for (let at = 0; at + 1 < points.length; at += 2) {
    pairs.push(`${num(points[at])},${num(points[at + 1])}`);
  }
  const dash = dashed ? ' stroke-dasharray="6 4"' : "";
  const look = `fill="none" stroke="${palette[color]}" stroke-width="${num(width)}"`;
  return `<polyline points="${pairs.join(" ")}" ${look}${dash}${opacity(alpha)}/>`;
}

function edgeSvg(edge: EdgeShape, palette: Palette): string {
  const [x1, y1, x2, y2] = [edge.parentX, edge.parentY, edge.childX, edge.childY].map(num);
  let path = `M${x1} ${y1}`;
  if (edge.railX === undefined) {
    const middle = num((edge.parentY + edge.childY) / 2);
    path += x1 === x2 ? `V${y2}` : `C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`;
  } else {
    const rail = num(edge.railX);
    const half = edge.turn / 2;
    const [down, up] = [edge.parentY + half, edge.childY - half].map(num);
    const [enter, leave] = [edge.parentY + edge.turn, edge.childY - edge.turn].map(num);
    path += `C${x1} ${down} ${rail} ${down} ${rail} ${enter}V${leave}`;
    path += `C${rail} ${up} ${x2} ${up} ${x2} ${y2}`;
  }
  const look = `fill="none" stroke="${palette[edge.color]}" stroke-width="${num(edge.width)}"`;
  const dash = edge.dashed === true ? ' stroke-dasharray="3 3"' : "";
  return `<path d="${path}" ${look}${dash}${opacity(edge.alpha)}/>`;
}

function hatchSvg({ x, y, w, h, side }: Hatch): string {
  return `<rect ${box(x, y, Math.max(0, w), Math.max(0, h))} fill="url(#h${side % 4})"/>`;
}

function hatchPattern(side: number, palette: Palette): string {
  const lines = ["M0 9L9 0", "M0 0L9 9", "M4.5 0V9", "M0 4.5H9"][side];
  const ground = `<rect width="9" height="9" fill="${palette.hatch}" opacity="0.1"/>`;
  const stroke = `<path d="${lines}" stroke="${palette.hatch}" opacity="0.34"/>`;
  const size = 'width="9" height="9" patternUnits="userSpaceOnUse"';
  return `<pattern id="h${side}" ${size}>${ground}${stroke}</pattern>`;
}

function clipSvg(id: number, clip: Clip, h: number): string {
  return `<clipPath id="c${id}"><rect ${box(clip.x, 0, clip.w, h)}/></clipPath>`;
}

const box = (x: number, y: number, w: number, h: number) =>
  `x="${num(x)}" y="${num(y)}" width="${num(w)}" height="${num(h)}"`;

const opacity = (alpha: number) => (alpha === 1 ? "" : ` opacity="${num(alpha)}"`);

/** A length with at most two digits after the point: finer than any screen, shorter than a float. */
function num(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/**
 * Text as XML: markup escaped; characters that XML cannot hold, and those that turn the direction
 * of what follows, as the replacement character.
 */
export function escapeText(text: string): string {
  return text
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g,
      "\ufffd",
    )
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
