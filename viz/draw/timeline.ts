// The strip behind the time slider as a draw list: faults as hatched bands, how many different
// current states there were (one means agreement), where events were refused, and a time scale.
import { durationText, type Agreement, type Model } from "../model/index.ts";
import { ticksBetween, tickStep, type TimeScale } from "../layout/index.ts";
import type { Shape } from "./shapes.ts";
import { LabelRows } from "./timeline-labels.ts";

export interface TimelineView {
  readonly model: Model;
  readonly agreement: Agreement;
  readonly scale: TimeScale;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly remPx: number;
  /** Half the slider's thumb: the scale begins and ends this far inside. */
  readonly insetPx: number;
}

/** The place of a time across the strip. */
export function timeX({ scale, widthPx, insetPx }: TimelineView, atMs: number): number {
  return insetPx + ((widthPx - 2 * insetPx) * scale.toUnit(atMs)) / Math.max(1, scale.length);
}

/** The strip's draw list. */
export function timelineOf(view: TimelineView): Shape[] {
  const shapes: Shape[] = [];
  const { heightPx, remPx } = view;
  const scaleY = heightPx - remPx * 0.55;
  const floor = heightPx - remPx * 1.15;
  const labels = new LabelRows(2, remPx * 0.5);
  addFaults(view, shapes, { labels, floor });
  addAgreement(view, shapes, { top: remPx * 1.2, floor: floor - remPx * 0.55 });
  addRefusals(view, shapes, floor - remPx * 0.25);
  addBreaks(view, shapes, { labels, top: remPx * 1.2, floor });
  addTicks(view, shapes, { scaleY, floor });
  return shapes;
}

/** Faults as hatched bands with their names; those that overlap share the rows of labels. */
function addFaults(
  view: TimelineView,
  shapes: Shape[],
  { labels, floor }: { labels: LabelRows; floor: number },
): void {
  const px = view.remPx * 0.72;
  const bands = view.model.faults.map((band) => {
    const x = timeX(view, band.startMs);
    return { x, w: Math.max(2, timeX(view, band.endMs) - x), text: band.rule ?? band.verb };
  });
  for (const { x, w } of bands) shapes.push({ shape: "hatch", x, y: 0, w, h: floor, side: 0 });
  // Short ones first: they have the least room to give way.
  for (const { x, w, text } of bands.toSorted((one, other) => one.w - other.w)) {
    const place = labels.take(text.length * px * charWidth, { from: x, to: x + w });
    if (place === undefined) continue;
    const y = view.remPx * (0.55 + 0.75 * place.row);
    const at = { x: place.x, y, px, color: "ink", align: "center" } as const;
    shapes.push({ shape: "text", ...at, text, bold: true });
  }
}

/** Width of a character of a label, for its size. */
const charWidth = 0.62;

/** Two slanted strokes where a quiet stretch is shown shorter than it was. */
function addBreaks(
  view: TimelineView,
  shapes: Shape[],
  { labels, top, floor }: { labels: LabelRows; top: number; floor: number },
): void {
  for (const { startMs, endMs } of view.scale.breaks) {
    const middle = (timeX(view, startMs) + timeX(view, endMs)) / 2;
    for (const x of [middle - 2, middle + 3]) {
      const points = [x - 3, floor, x + 3, top];
      shapes.push({ shape: "line", points, color: "muted", width: 1.5, dashed: false, alpha: 1 });
    }
    const px = view.remPx * 0.68;
    const text = `${durationText(endMs - startMs)} quiet`;
    const stretch = { from: timeX(view, startMs), to: timeX(view, endMs) };
    const place = labels.take(text.length * px * charWidth, stretch, 1);
    if (place === undefined) continue;
    const at = { x: place.x, y: view.remPx * 0.55, px, color: "muted", align: "center" } as const;
    shapes.push({ shape: "text", ...at, text, bold: false });
  }
}

function addTicks(
  view: TimelineView,
  shapes: Shape[],
  { scaleY, floor }: { scaleY: number; floor: number },
): void {
  const { scale, widthPx, remPx } = view;
  const px = remPx * 0.7;
  const step = tickStep(scale.length, widthPx / (remPx * 6));
  let free = 0;
  for (const { startMs, endMs } of scale.stretches()) {
    for (const atMs of ticksBetween(startMs, endMs, step)) {
      const text = tickText(atMs);
      const half = text.length * px * 0.31;
      const place = timeX(view, atMs);
      const x = Math.max(half, Math.min(widthPx - half, place));
      if (x - half < free) continue;
      free = x + half + px;
      const points = [place, floor, place, floor + 3];
      shapes.push({ shape: "line", points, color: "muted", width: 1, dashed: false, alpha: 1 });
      const at = { x, y: scaleY, px, color: "muted", align: "center" } as const;
      shapes.push({ shape: "text", ...at, text, bold: false });
    }
  }
}

/** A stair that rises where current states differ; on the floor all servers agree. */
function addAgreement(
  view: TimelineView,
  shapes: Shape[],
  { top, floor }: { top: number; floor: number },
): void {
  const { times, camps } = view.agreement;
  const most = Math.max(2, ...camps.slice(0, 100_000));
  const y = (count: number) => floor - ((floor - top) * (Math.max(1, count) - 1)) / (most - 1);
  const points: number[] = [];
  let step = 0;
  while (step < times.length) {
    const x = timeX(view, times[step]);
    // Steps that begin and end within a pixel are one: the highest, so that none is lost.
    let highest = camps[step];
    let next = step + 1;
    while (next + 1 < times.length && timeX(view, times[next + 1]) < x + 1) {
      highest = Math.max(highest, camps[next]);
      next += 1;
    }
    const end = timeX(view, times[next] ?? view.model.endMs);
    if (highest > 1) {
      const box = { x, y: y(highest), w: end - x, h: floor - y(highest) };
      shapes.push({ shape: "rect", ...box, color: "warn", alpha: 0.3 });
    }
    points.push(x, y(highest), end, y(highest));
    // The stair goes on from where the pixel's last step left it.
    if (camps[next - 1] !== highest) points.push(end, y(camps[next - 1]));
    step = next;
  }
  if (points.length === 0) return;
  shapes.push({ shape: "line", points, color: "warn", width: 1.5, dashed: false, alpha: 1 });
}

/** Small marks where an event was rejected, soft-failed or dropped; at most one for two pixels. */
function addRefusals(view: TimelineView, shapes: Shape[], y: number): void {
  const taken = new Set<string>();
  for (const entry of view.model.arrivals.allRefusals()) {
    const standing = view.model.arrivals.verdictOf(entry);
    const x = timeX(view, view.model.arrivals.timeOf(entry));
    const place = `${standing} ${Math.round(x / 4)}`;
    if (taken.has(place)) continue;
    taken.add(place);
    const mark = { x, y, r: 3, form: "disc", color: "muted", strong: false } as const;
    shapes.push({ shape: "mark", role: "receipt", standing, ...mark });
  }
  for (const { atMs } of view.model.marks) {
    const x = timeX(view, atMs);
    const points = [x - 4, y + 4, x, y - 4, x + 4, y + 4, x - 4, y + 4];
    shapes.push({ shape: "line", points, color: "bad", width: 1.5, dashed: false, alpha: 1 });
  }
}

function tickText(atMs: number): string {
  if (atMs === 0) return "0";
  if (atMs < 1000) return `${atMs}ms`;
  if (atMs < 60_000) return `${atMs / 1000}s`;
  if (atMs < 3_600_000) {
    const seconds = (atMs / 1000) % 60;
    return `${Math.floor(atMs / 60_000)}m${seconds === 0 ? "" : `${seconds}s`}`;
  }
  const minutes = (atMs / 60_000) % 60;
  return `${Math.floor(atMs / 3_600_000)}h${minutes === 0 ? "" : `${minutes}m`}`;
}
