// One mark on a canvas. The form says what sort of event it is, the drawing what a server made of
// it; colour only repeats whose event it is:
// accepted filled · soft-failed in a dashed ring · rejected × · outlier hollow · dropped a slash ·
// not known there a faint dotted outline.
import type { Palette } from "./palettes.ts";
import type { Form, Mark } from "./shapes.ts";

export function paintMark(ctx: CanvasRenderingContext2D, mark: Mark, palette: Palette): void {
  const { x, y, r, form, standing } = mark;
  const color = palette[mark.color];
  ctx.lineWidth = Math.max(1, r * 0.22);
  switch (standing) {
    case "accepted":
      trace(ctx, form, x, y, r);
      ctx.fillStyle = color;
      ctx.fill();
      if (r < 3) return;
      ctx.lineWidth = 1;
      ctx.strokeStyle = palette.ink;
      ctx.stroke();
      return;
    case "outlier":
      trace(ctx, form, x, y, r);
      ctx.fillStyle = palette.surface;
      ctx.fill();
      ctx.strokeStyle = color;
      ctx.stroke();
      return;
    case "soft-failed":
      trace(ctx, form, x, y, r * 0.5);
      ctx.fillStyle = color;
      ctx.fill();
      ctx.beginPath();
      ctx.arc(x, y, r * 1.2, 0, 2 * Math.PI);
      ctx.setLineDash([Math.max(2, r * 0.55), Math.max(1.5, r * 0.4)]);
      ctx.lineWidth = Math.max(1.5, r * 0.28);
      ctx.strokeStyle = palette.warn;
      ctx.stroke();
      ctx.setLineDash([]);
      return;
    case "rejected":
      trace(ctx, form, x, y, r * 0.8);
      ctx.fillStyle = palette.surface;
      ctx.fill();
      ctx.strokeStyle = color;
      ctx.lineWidth = 1;
      ctx.stroke();
      cross(ctx, x, y, r * 1.05);
      ctx.lineWidth = Math.max(1.5, r * 0.36);
      ctx.strokeStyle = palette.bad;
      ctx.stroke();
      return;
    case "dropped":
      ctx.beginPath();
      ctx.moveTo(x - r, y + r);
      ctx.lineTo(x + r, y - r);
      ctx.lineWidth = Math.max(1.5, r * 0.36);
      ctx.strokeStyle = palette.bad;
      ctx.stroke();
      return;
    case "unknown":
      trace(ctx, form, x, y, mark.role === "receipt" && !mark.strong ? Math.min(r, 2.6) : r);
      ctx.fillStyle = palette.surface;
      ctx.fill();
      ctx.setLineDash(r >= 3 ? [1.5, 2] : []);
      ctx.lineWidth = mark.strong ? 1.5 : 1;
      ctx.strokeStyle = palette[r < 2 ? "faint" : "muted"];
      ctx.stroke();
      ctx.setLineDash([]);
  }
}

function trace(ctx: CanvasRenderingContext2D, form: Form, x: number, y: number, r: number): void {
  ctx.beginPath();
  if (form === "disc") {
    ctx.arc(x, y, r, 0, 2 * Math.PI);
  } else if (form === "square") {
    const half = r * 0.88;
    ctx.rect(x - half, y - half, 2 * half, 2 * half);
  } else {
    const reach = r * 1.25;
    ctx.moveTo(x, y - reach);
    ctx.lineTo(x + reach, y);
    ctx.lineTo(x, y + reach);
    ctx.lineTo(x - reach, y);
    ctx.closePath();
  }
}

function cross(ctx: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  ctx.beginPath();
  ctx.moveTo(x - r, y - r);
  ctx.lineTo(x + r, y + r);
  ctx.moveTo(x + r, y - r);
  ctx.lineTo(x - r, y + r);
}
