// The heat map's strips and the curve of convergence as draw lists. A strip is a server (or a group
// of them) over the whole run: a bar where its state was unlike that of most, the higher the more
// slots, the fuller the longer. Height and number say it; colour repeats it.
import type { Divergence } from "../model/index.ts";
import type { Shape } from "./shapes.ts";

export interface StripSize {
  readonly w: number;
  readonly h: number;
  /** The place of the present instant, 0 … 1. */
  readonly now: number;
}

/** The strip of some servers: in each stretch the one that differed most. */
export function heatStrip(
  { bins, slots, share }: Divergence,
  servers: readonly number[],
  { w, h, now }: StripSize,
): Shape[] {
  const shapes: Shape[] = [];
  const most = highest(slots);
  shapes.push({ shape: "rect", x: 0, y: h - 1, w, h: 1, color: "rule", alpha: 1 });
  for (let bin = 0; bin < bins; bin++) {
    let [count, part] = [0, 0];
    for (const server of servers) {
      const at = server * bins + bin;
      count = Math.max(count, slots[at]);
      part = Math.max(part, share[at]);
    }
    if (count === 0) continue;
    // From one slot on a bar can be seen; all others share the rest of the height.
    const height = h * (0.3 + (0.7 * Math.log2(1 + count)) / Math.log2(1 + most));
    const box = { ...acrossOf(bin, bins, w), y: h - height, h: height };
    shapes.push({ shape: "rect", ...box, color: "warn", alpha: 0.25 + (0.75 * part) / 255 });
  }
  return [...shapes, nowLine({ w, h, now })];
}

/** Whole pixels, so that neighbours meet without a seam. */
function acrossOf(bin: number, bins: number, w: number): { x: number; w: number } {
  const x = Math.round((bin * w) / bins);
  return { x, w: Math.max(1, Math.round(((bin + 1) * w) / bins) - x) };
}

const known = new WeakMap<Uint16Array, number>();

function highest(slots: Uint16Array): number {
  const found = known.get(slots) ?? slots.reduce((most, each) => Math.max(most, each), 1);
  known.set(slots, found);
  return found;
}

/** How many servers were apart over the run: a surface that sinks to the floor as they converge. */
export function convergenceCurve(
  { bins, apart }: Divergence,
  servers: number,
  { w, h, now, remPx }: StripSize & { readonly remPx: number },
): Shape[] {
  const px = remPx * 0.72;
  const top = px * 1.4;
  const most = Math.max(1, ...apart);
  const y = (count: number) => h - 1 - ((h - 1 - top) * count) / most;
  const points: number[] = [];
  const shapes: Shape[] = [];
  for (let bin = 0; bin < bins; bin++) {
    const across = acrossOf(bin, bins, w);
    const [x, next] = [across.x, across.x + across.w];
    points.push(x, y(apart[bin]), next, y(apart[bin]));
    if (apart[bin] === 0) continue;
    const box = { x, y: y(apart[bin]), w: next - x, h: h - y(apart[bin]) };
    shapes.push({ shape: "rect", ...box, color: "warn", alpha: 0.25 });
  }
  shapes.push({ shape: "line", points, color: "warn", width: 1.5, dashed: false, alpha: 1 });
  const text = `at most ${most} of ${servers} apart`;
  const place = { x: 0, y: px * 0.7, px, align: "left", bold: false } as const;
  const words = Math.max(...apart) === 0 ? "never apart" : text;
  shapes.push({ shape: "text", ...place, text: words, color: "muted" });
  return [...shapes, nowLine({ w, h, now })];
}

function nowLine({ w, h, now }: StripSize): Shape {
  const points = [now * w, 0, now * w, h];
  return { shape: "line", points, color: "accent", width: 1, dashed: false, alpha: 0.9 };
}
