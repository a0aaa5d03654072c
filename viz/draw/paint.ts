// Puts a draw list on a Canvas 2D context. The only file that knows both shapes and a canvas.
import { paintMark } from "./paint-mark.ts";
import type { EdgeShape, Hatch, Shape, Text, Token } from "./shapes.ts";

/** A CSS colour for each role. */
export type Palette = Readonly<Record<Token, string>>;

/** The fonts of words and numbers in pictures. */
export const fontFamily = 'ui-monospace, "SF Mono", "DejaVu Sans Mono", Menlo, monospace';

/** Paints a list back to front. The caller clears the canvas and scales it to its pixels. */
export function paint(
  ctx: CanvasRenderingContext2D,
  shapes: readonly Shape[],
  palette: Palette,
): void {
  for (const shape of shapes) {
    switch (shape.shape) {
      case "rect":
        ctx.globalAlpha = shape.alpha;
        ctx.fillStyle = palette[shape.color];
        ctx.fillRect(shape.x, shape.y, shape.w, shape.h);
        break;
      case "line":
        ctx.globalAlpha = shape.alpha;
        ctx.strokeStyle = palette[shape.color];
        ctx.lineWidth = shape.width;
        ctx.setLineDash(shape.dashed ? [6, 4] : []);
        ctx.beginPath();
        for (let at = 0; at < shape.points.length; at += 2) {
          ctx.lineTo(shape.points[at], shape.points[at + 1]);
        }
        ctx.stroke();
        ctx.setLineDash([]);
        break;
      case "ring":
        ctx.globalAlpha = 1;
        ctx.strokeStyle = palette[shape.color];
        ctx.lineWidth = shape.width;
        ctx.beginPath();
        ctx.arc(shape.x, shape.y, shape.r, 0, 2 * Math.PI);
        ctx.stroke();
        break;
      case "clip":
        ctx.save();
        ctx.beginPath();
        ctx.rect(shape.x, 0, shape.w, ctx.canvas.height);
        ctx.clip();
        break;
      case "unclip":
        ctx.restore();
        break;
      case "edge":
        paintEdge(ctx, shape, palette);
        break;
      case "hatch":
        paintHatch(ctx, shape, palette);
        break;
      case "mark":
        ctx.globalAlpha = 1;
        paintMark(ctx, shape, palette);
        break;
      case "text":
        paintText(ctx, shape, palette);
    }
  }
  ctx.globalAlpha = 1;
}

function paintEdge(ctx: CanvasRenderingContext2D, edge: EdgeShape, palette: Palette): void {
  const { parentX, parentY, childX, childY, railX, turn } = edge;
  ctx.globalAlpha = edge.alpha;
  ctx.strokeStyle = palette[edge.color];
  ctx.lineWidth = edge.width;
  ctx.beginPath();
  ctx.moveTo(parentX, parentY);
  if (railX === undefined) {
    if (parentX === childX) ctx.lineTo(childX, childY);
    else {
      const middle = (parentY + childY) / 2;
      ctx.bezierCurveTo(parentX, middle, childX, middle, childX, childY);
    }
  } else {
    const half = turn / 2;
    ctx.bezierCurveTo(parentX, parentY + half, railX, parentY + half, railX, parentY + turn);
    ctx.lineTo(railX, childY - turn);
    ctx.bezierCurveTo(railX, childY - half, childX, childY - half, childX, childY);
  }
  ctx.setLineDash(edge.dashed === true ? [3, 3] : []);
  ctx.stroke();
  ctx.setLineDash([]);
}

const spacing = 9;

function paintHatch(ctx: CanvasRenderingContext2D, hatch: Hatch, palette: Palette): void {
  const { x, y, w, h, side } = hatch;
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, w, h);
  ctx.clip();
  ctx.fillStyle = palette.hatch;
  ctx.globalAlpha = 0.1;
  ctx.fillRect(x, y, w, h);
  ctx.globalAlpha = 0.34;
  ctx.strokeStyle = palette.hatch;
  ctx.lineWidth = 1;
  ctx.beginPath();
  const way = side % 4;
  if (way === 2) {
    for (let at = x + spacing / 2; at < x + w; at += spacing) {
      ctx.moveTo(at, y);
      ctx.lineTo(at, y + h);
    }
  } else if (way === 3) {
    for (let at = y + spacing / 2; at < y + h; at += spacing) {
      ctx.moveTo(x, at);
      ctx.lineTo(x + w, at);
    }
  } else {
    // Slanted lines start above or below by the box's height, so that they fill its corners.
    for (let at = x - h; at < x + w + h; at += spacing) {
      ctx.moveTo(at, way === 0 ? y + h : y);
      ctx.lineTo(at + h, way === 0 ? y : y + h);
    }
  }
  ctx.stroke();
  ctx.restore();
}

function paintText(ctx: CanvasRenderingContext2D, text: Text, palette: Palette): void {
  ctx.globalAlpha = 1;
  ctx.fillStyle = palette[text.color];
  ctx.font = `${text.bold ? "bold " : ""}${text.px}px ${fontFamily}`;
  ctx.textAlign = text.align;
  ctx.textBaseline = "middle";
  ctx.fillText(text.text, text.x, text.y);
}
