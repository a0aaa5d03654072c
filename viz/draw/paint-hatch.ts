// Hatching on a canvas: a small tile for each side and colour, repeated. Drawn line by line, a fault
// that fills the screen costs more than all that lies on it.
import type { Palette } from "./palettes.ts";
import { hatchPx, type Hatch } from "./shapes.ts";

export function paintHatch(ctx: CanvasRenderingContext2D, hatch: Hatch, palette: Palette): void {
  const { x, y, w, h, side } = hatch;
  const pattern = patternOf(ctx, palette, side % 4);
  if (pattern === null || w <= 0 || h <= 0) return;
  const ratio = ctx.getTransform().a;
  // The lines belong to what they lie over, and move with it.
  pattern.setTransform(new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, x % hatchPx, y % hatchPx]));
  ctx.globalAlpha = 1;
  ctx.fillStyle = pattern;
  ctx.fillRect(x, y, w, h);
}

const patterns = new WeakMap<Palette, Map<string, CanvasPattern | null>>();

function patternOf(ctx: CanvasRenderingContext2D, palette: Palette, way: number) {
  const ratio = ctx.getTransform().a;
  const known = patterns.get(palette) ?? new Map<string, CanvasPattern | null>();
  patterns.set(palette, known);
  const key = `${way} ${ratio}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const pattern = ctx.createPattern(tileOf(palette, way, ratio), "repeat");
  known.set(key, pattern);
  return pattern;
}

function tileOf(palette: Palette, way: number, ratio: number): HTMLCanvasElement {
  const tile = document.createElement("canvas");
  tile.width = tile.height = Math.max(1, Math.round(hatchPx * ratio));
  const ctx = tile.getContext("2d");
  if (ctx === null) return tile;
  ctx.scale(tile.width / hatchPx, tile.height / hatchPx);
  ctx.fillStyle = palette.hatch;
  ctx.globalAlpha = 0.1;
  ctx.fillRect(0, 0, hatchPx, hatchPx);
  ctx.globalAlpha = 0.34;
  ctx.strokeStyle = palette.hatch;
  ctx.beginPath();
  for (const [x1, y1, x2, y2] of linesOf(way)) {
    ctx.moveTo(x1, y1);
    ctx.lineTo(x2, y2);
  }
  ctx.stroke();
  return tile;
}

/** Slanted lines are drawn thrice, so that their corners are whole where tiles meet. */
function linesOf(way: number): [number, number, number, number][] {
  const half = hatchPx / 2;
  if (way === 2) return [[half, 0, half, hatchPx]];
  if (way === 3) return [[0, half, hatchPx, half]];
  return [-hatchPx, 0, hatchPx].map((shift) =>
    way === 0 ? [shift, hatchPx, shift + hatchPx, 0] : [shift, 0, shift + hatchPx, hatchPx],
  );
}
