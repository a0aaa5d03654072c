// Puts a draw list on a Canvas 2D context. The only file that knows both shapes and a canvas.
import { paintHatch } from "./paint-hatch.ts";
import { paintMark } from "./paint-mark.ts";
import type { Palette } from "./palettes.ts";
import type { EdgeShape, Shape, Text } from "./shapes.ts";

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

function paintText(ctx: CanvasRenderingContext2D, text: Text, palette: Palette): void {
  ctx.globalAlpha = 1;
  ctx.fillStyle = palette[text.color];
  ctx.font = `${text.bold ? "bold " : ""}${text.px}px ${fontFamily}`;
  ctx.textAlign = text.align;
  ctx.textBaseline = "middle";
  ctx.fillText(text.text, text.x, text.y);
}
