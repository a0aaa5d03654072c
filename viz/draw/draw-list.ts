// A draw list as text, a line a shape: what goldens hold, so that a change of a picture shows as a
// change of lines. The same shapes that a canvas paints and an SVG holds; no browser is needed.
import type { Shape } from "./shapes.ts";

/**
 * The lines of a draw list, back to front. Numbers have one digit after the point.
 *
 * @example
 * drawListText([{ shape: "rect", x: 0, y: 4.25, w: 9, h: 2, color: "ink", alpha: 1 }]);
 * // "rect 0,4.3 9×2 ink"
 */
export function drawListText(shapes: readonly Shape[]): string {
  return shapes.map((shape) => `${lineOf(shape)}\n`).join("");
}

function lineOf(shape: Shape): string {
  switch (shape.shape) {
    case "clip":
      return `clip ${num(shape.x)} +${num(shape.w)}`;
    case "unclip":
      return "unclip";
    case "rect":
      return `rect ${boxOf(shape)} ${shape.color}${opacity(shape.alpha)}`;
    case "hatch":
      return `hatch ${boxOf(shape)} side ${shape.side}`;
    case "line":
      return `line ${pointsOf(shape.points)} ${strokeOf(shape)}`;
    case "ring":
      return `ring ${num(shape.x)},${num(shape.y)} r${num(shape.r)} ${shape.color}`;
    case "mark": {
      const { role, standing, form, color, strong } = shape;
      const place = `${num(shape.x)},${num(shape.y)} r${num(shape.r)}`;
      return `${role} ${standing} ${form} ${color} ${place}${strong ? " strong" : ""}`;
    }
    case "edge": {
      const { parentX, parentY, childX, childY, railX } = shape;
      const way = railX === undefined ? "" : ` by ${num(railX)}`;
      return `edge ${pointsOf([parentX, parentY, childX, childY])}${way} ${strokeOf(shape)}`;
    }
    case "text": {
      const { text, align, color, bold } = shape;
      const place = `${num(shape.x)},${num(shape.y)} ${align}`;
      return `text ${place} ${num(shape.px)}px ${color}${bold ? " bold" : ""} ${JSON.stringify(text)}`;
    }
  }
}

interface Stroke {
  readonly color: string;
  readonly width: number;
  readonly alpha: number;
  readonly dashed?: boolean;
}

function strokeOf({ color, width, alpha, dashed }: Stroke): string {
  return `${color} ${num(width)}px${dashed === true ? " dashed" : ""}${opacity(alpha)}`;
}

function boxOf({ x, y, w, h }: { x: number; y: number; w: number; h: number }): string {
  return `${num(x)},${num(y)} ${num(w)}×${num(h)}`;
}

function pointsOf(points: readonly number[]): string {
  const pairs: string[] = [];
  for (let at = 0; at < points.length; at += 2) {
    pairs.push(`${num(points[at])},${num(points[at + 1])}`);
  }
  return pairs.join(" ");
}

function opacity(alpha: number): string {
  return alpha === 1 ? "" : ` ${Math.round(alpha * 100)}%`;
}

function num(value: number): string {
  return String(Math.round(value * 10) / 10);
}
