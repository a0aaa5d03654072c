// Faults across the lanes: hatching over the lanes that a fault touches, from its first row to its
// last, with a hatching and a letter for each side of a partition, and a wall between sides.
import { eventKind, laneX, lanesInSight } from "../layout/index.ts";
import { sideOf, touches, type FaultBand } from "../model/index.ts";
import { rowsUntil, rowTop, rowY, timeY, type SceneView } from "./view.ts";
import { hatchPx, type Shape } from "./shapes.ts";

/** The shapes of all faults that touch rows `first` … `last` and have begun. */
export function bandShapes(view: SceneView, first: number, last: number): Shape[] {
  const shapes: Shape[] = [];
  const now = rowsUntil(view.layout, view.atMs);
  for (const { fault, start, end } of bandRows(view)) {
    const until = Math.min(end, now - 1);
    if (start >= now || start > last || until < first) continue;
    addBand(view, shapes, { band: view.model.faults[fault], start, end: until });
  }
  return shapes;
}

interface BandRows {
  readonly fault: number;
  readonly start: number;
  readonly end: number;
}

const known = new WeakMap<object, readonly BandRows[]>();

/** First and last row of each fault; found once for a layout. */
function bandRows({ layout, model }: SceneView): readonly BandRows[] {
  const found = known.get(layout);
  if (found !== undefined) return found;
  const starts = model.faults.map(() => -1);
  const ends = model.faults.map(() => layout.rows.length - 1);
  for (let at = 0; at < layout.rows.length; at++) {
    if (layout.rows.kinds[at] === eventKind) continue;
    const row = layout.rows.get(at);
    if (row?.kind === "fault-start") starts[row.fault] = at;
    if (row?.kind === "fault-end") ends[row.fault] = at;
  }
  const bands = model.faults.map((_, fault) => ({ fault, start: starts[fault], end: ends[fault] }));
  known.set(layout, bands);
  return bands;
}

function addBand(
  view: SceneView,
  shapes: Shape[],
  { band, start, end }: { band: FaultBand; start: number; end: number },
): void {
  const { columns, scrollLeftPx, rowPx, heightPx, remPx } = view;
  const top = topInSight(view, rowTop(view, start));
  const foot = end === rowsUntil(view.layout, view.atMs) - 1 && view.layout.timed;
  const below = foot ? timeY(view, Math.min(view.atMs, band.endMs)) : rowTop(view, end) + rowPx;
  const bottom = Math.min(heightPx + rowPx, below);
  if (view.layout.name === "rail") {
    // Columns are no servers here: a strip at their left says when it was, and the words what.
    shapes.push({
      shape: "hatch",
      x: columns.leftPx,
      y: top,
      w: remPx * 0.6,
      h: bottom - top,
      side: 0,
    });
    return;
  }
  for (const run of runsOf(band, lanesInSight(columns, scrollLeftPx))) {
    const [head] = run;
    const left = laneX(columns, head, scrollLeftPx) - columns.lanePx / 2;
    const right = left + run.length * columns.lanePx;
    const box = { x: left, y: top, w: right - left, h: bottom - top };
    shapes.push({ shape: "hatch", ...box, side: Math.max(0, sideOf(band, head)) });
    if (rowPx >= remPx * 0.8) {
      const px = remPx * 0.8;
      const text = { text: letterOf(band, head), px, color: "ink", align: "center" } as const;
      const crowded = columns.lanePx < remPx * 1.2;
      const places = crowded
        ? [(left + right) / 2]
        : run.map((lane) => laneX(columns, lane, scrollLeftPx));
      for (const x of places) {
        shapes.push({ shape: "text", x, y: rowY(view, start), ...text, bold: true });
      }
    }
    const last = run[run.length - 1];
    if (!walled(band, last, columns.servers[columns.places[last] + 1])) continue;
    const points = [right, top, right, bottom];
    shapes.push({ shape: "line", points, color: "bad", width: 2, dashed: true, alpha: 0.9 });
  }
}

/** Where a band that begins above the window begins: whole hatchings above, so that they do not swim. */
function topInSight({ rowPx }: SceneView, top: number): number {
  if (top >= -rowPx) return top;
  return (top % hatchPx) - Math.ceil(rowPx / hatchPx) * hatchPx;
}

/** Neighbouring lanes on the same side, so that a side is one surface. */
function runsOf(band: FaultBand, lanes: readonly number[]): number[][] {
  const runs: number[][] = [];
  let above: number | undefined;
  for (const lane of lanes) {
    const run = runs[runs.length - 1];
    if (touches(band, lane)) {
      const goesOn = above !== undefined && sideOf(band, above) === sideOf(band, lane);
      if (goesOn) run.push(lane);
      else runs.push([lane]);
    }
    above = touches(band, lane) ? lane : undefined;
  }
  return runs;
}

/** The side's letter for a partition, a cross for a crash, two strokes for a held link. */
function letterOf(band: FaultBand, lane: number): string {
  if (band.verb === "crash") return "×";
  const side = sideOf(band, lane);
  return side < 0 ? "‖" : String.fromCharCode(65 + (side % 26));
}

function walled(band: FaultBand, lane: number, next: number | undefined): boolean {
  if (next === undefined) return false;
  const a = sideOf(band, lane);
  const b = sideOf(band, next);
  return a >= 0 && b >= 0 && a !== b;
}
