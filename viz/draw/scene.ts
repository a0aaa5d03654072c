// The swim picture as a draw list: only the rows and lanes in sight, at one instant, as one server
// or everyone sees it. Each row is one event: a large mark in its maker's lane, and in every other
// lane a small one that says what that server made of it and how late, or that it was not there.
import { eventKind, laneX, lanesInSight } from "../layout/index.ts";
import type { EventNode } from "../model/index.ts";
import { bandShapes } from "./bands.ts";
import { densityRowPx, densityShapes } from "./density.ts";
import { edgeShapes, missingParentShapes } from "./edge-shape.ts";
import { laneToken, type Form, type Shape, type Standing, type Token } from "./shapes.ts";
import { messageShapes } from "./messages.ts";
import { paneBorder, panesOf } from "./panes.ts";
import { sharedLaneShapes } from "./shared-lane.ts";
import { turnShapes } from "./turns.ts";
import {
  eventRadius,
  eventX,
  everyone,
  markRadius,
  rowsInSight,
  rowsUntil,
  rowTop,
  timeY,
  rowY,
  type SceneView,
} from "./view.ts";

/** An event that reached a server this much later than it was made has its delay written beside. */
export const lateMs = 1_000;

/** The whole draw list, back to front. */
export function sceneOf(view: SceneView): Shape[] {
  const shapes: Shape[] = [];
  const [first, last] = rowsInSight(view);
  if (last < first) return shapes;
  shapes.push(clip(view));
  if (view.split === "panes") {
    for (const pane of panesOf(view)) {
      shapes.push(clip(pane));
      addGraph(pane, shapes, [first, last]);
      shapes.push({ shape: "unclip" }, paneBorder(pane));
    }
  } else addGraph(view, shapes, [first, last]);
  if (view.messages === true) shapes.push(...messageShapes(view));
  shapes.push({ shape: "unclip" });
  addTimes(view, shapes, [first, last]);
  addNow(view, shapes);
  return shapes;
}

/** Lanes, faults, edges and marks: all that a pane has of its own. */
function addGraph(view: SceneView, shapes: Shape[], [first, last]: [number, number]): void {
  addLanes(view, shapes);
  shapes.push(...bandShapes(view, first, last));
  if (view.rowPx < densityRowPx) shapes.push(...densityShapes(view, [first, last]));
  else addRows(view, shapes, [first, last]);
}

/** Edges and marks one by one. */
function addRows(view: SceneView, shapes: Shape[], [first, last]: [number, number]): void {
  const { kinds, times, refs } = view.layout.rows;
  for (const edge of view.layout.edges.inWindow(first, last)) {
    if (times[edge.childRow] <= view.atMs) shapes.push(...edgeShapes(view, edge));
  }
  for (let at = first; at <= last; at++) {
    if (times[at] > view.atMs) continue;
    if (kinds[at] !== eventKind) {
      shapes.push(...turnShapes(view, at));
      continue;
    }
    shapes.push(...missingParentShapes(view, refs[at]));
    addEvent(view, shapes, refs[at]);
  }
}

/** What stands in lanes stays in the window through which lanes are seen. */
function clip({ columns }: SceneView): Shape {
  return { shape: "clip", x: columns.leftPx, w: columns.viewPx };
}

function addLanes(view: SceneView, shapes: Shape[]): void {
  const { columns, scrollLeftPx, heightPx, asSeenBy } = view;
  for (const lane of lanesInSight(columns, scrollLeftPx)) {
    const x = laneX(columns, lane, scrollLeftPx);
    if (lane === asSeenBy && view.layout.name === "swim") {
      const left = x - columns.lanePx / 2;
      const box = { x: left, y: 0, w: columns.lanePx, h: heightPx };
      shapes.push({ shape: "rect", ...box, color: laneToken(lane), alpha: 0.13 });
    }
    // Between very narrow lanes lines would be all there is to see; columns of a rail have edges.
    if (columns.lanePx < 12 || view.layout.name === "rail") continue;
    const points = [x, 0, x, heightPx];
    shapes.push({ shape: "line", points, color: "rule", width: 1, dashed: false, alpha: 1 });
  }
}

function addEvent(view: SceneView, shapes: Shape[], index: number): void {
  const { model, layout, columns, scrollLeftPx, asSeenBy, atMs } = view;
  const event = model.events[index];
  const y = rowY(view, layout.rowOfEvent[index]);
  const r = markRadius(view);
  const form = formOf(event);
  const color = laneToken(event.server);
  const eyes = asSeenBy === everyone ? event.server : asSeenBy;
  if (showsReceipts(view)) shapes.push(...sharedLaneShapes(view, event, form));
  const others = showsReceipts(view) ? lanesInSight(columns, scrollLeftPx) : [];
  for (const lane of others) {
    if (lane === event.server || view.rowPx < 5 || columns.members?.has(lane) === true) continue;
    const x = laneX(columns, lane, scrollLeftPx);
    const entry = model.arrivals.entryAt(lane, index, atMs);
    const standing: Standing = entry < 0 ? "unknown" : model.arrivals.verdictOf(entry);
    const strong = lane === asSeenBy;
    const quiet = standing === "accepted" || standing === "unknown";
    const size = quiet && !strong ? Math.min(r, 1 + r * 0.4) : Math.min(r, 1 + r * 0.62);
    const mark = { x, y, r: size, form, standing, color, strong };
    shapes.push({ shape: "mark", role: "receipt", ...mark });
    const delay = entry < 0 ? 0 : model.arrivals.timeOf(entry) - event.atMs;
    if (delay >= lateMs) addDelay(view, shapes, { x: x + size, y, delay });
  }
  const known = model.arrivals.verdictAt(eyes, index, atMs);
  // A trace may lack the maker's own arrival; the event exists all the same.
  const standing: Standing = known ?? (eyes === event.server ? "accepted" : "unknown");
  const x = eventX(view, index);
  const mark = { x, y, r: eventRadius(view), form, standing, color };
  shapes.push({ shape: "mark", role: "event", strong: eyes === asSeenBy, ...mark });
  addOutOfSight(view, shapes, { x, y, color });
}

/** Only where lanes are servers, and all of them stand in one picture. */
function showsReceipts({ layout, split }: SceneView): boolean {
  return layout.name === "swim" && split !== "pane";
}

/** A pointer at the edge of the lanes for an event whose lane is scrolled away. */
function addOutOfSight(
  { columns, remPx }: SceneView,
  shapes: Shape[],
  { x, y, color }: { x: number; y: number; color: Token },
): void {
  const right = columns.leftPx + columns.viewPx;
  if (x >= columns.leftPx && x <= right) return;
  const before = x < columns.leftPx;
  const place = { x: before ? columns.leftPx + 1 : right - 1, y, color, px: remPx * 1.1 };
  const align = before ? "left" : "right";
  shapes.push({ shape: "text", ...place, text: before ? "‹" : "›", align, bold: true });
}

/** Message = disc, state = square, create = diamond. */
export function formOf(event: EventNode): Form {
  if (event.type === "m.room.create" && event.stateKey === "") return "diamond";
  return event.stateKey === undefined ? "disc" : "square";
}

function addDelay(
  view: SceneView,
  shapes: Shape[],
  { x, y, delay }: { x: number; y: number; delay: number },
): void {
  const px = view.remPx * 0.72;
  if (view.columns.lanePx < view.remPx * 5 || view.rowPx < px) return;
  const text = `+${shortDelay(delay)}`;
  shapes.push({ shape: "text", x: x + 4, y, text, px, color: "warn", align: "left", bold: false });
}

/** A delay of a second or more in at most five characters. */
export function shortDelay(ms: number): string {
  if (ms < 9_950) return `${Math.round(ms / 100) / 10}s`;
  if (ms < 99_500) return `${Math.round(ms / 1000)}s`;
  if (ms < 5_970_000) return `${Math.round(ms / 60_000)}m`;
  return `${Math.round(ms / 3_600_000)}h`;
}

/** The time of each row whose time is not that of the row above. */
function addTimes(view: SceneView, shapes: Shape[], [first, last]: [number, number]): void {
  const { rows } = view.layout;
  if (view.rowPx < view.remPx * 0.9) return addSparseTimes(view, shapes, [first, last]);
  let above = first > 0 ? timeText(view, rows.times[first - 1]) : "";
  for (let at = first; at <= last; at++) {
    const text = timeText(view, rows.times[at]);
    if (text === above) continue;
    above = text;
    const color = rows.times[at] > view.atMs ? "faint" : "muted";
    const place = { x: view.columns.leftPx - view.remPx * 0.35, y: rowY(view, at) };
    const px = view.remPx * 0.75;
    shapes.push({ shape: "text", ...place, text, px, color, align: "right", bold: false });
  }
}

/** Where rows are lower than words: the time of a row every few lines. */
function addSparseTimes(view: SceneView, shapes: Shape[], [first, last]: [number, number]): void {
  const { rows } = view.layout;
  const px = view.remPx * 0.75;
  const step = Math.max(1, Math.ceil((view.remPx * 2.2) / view.rowPx));
  for (let at = Math.ceil(first / step) * step; at <= last; at += step) {
    const color = rows.times[at] > view.atMs ? "faint" : "muted";
    const place = { x: view.columns.leftPx - view.remPx * 0.35, y: rowY(view, at) };
    const text = timeText(view, rows.times[at]);
    shapes.push({ shape: "text", ...place, text, px, color, align: "right", bold: false });
  }
}

/** `0:12.345`, without the last digits where the column is narrow; `1:02:03` from an hour on. */
function timeText({ columns, remPx }: SceneView, atMs: number): string {
  const pad = (value: number, width: number) => String(Math.floor(value)).padStart(width, "0");
  const minutes = Math.floor(atMs / 60_000);
  if (minutes >= 60) {
    const seconds = pad((atMs / 1000) % 60, 2);
    return `${Math.floor(minutes / 60)}:${pad(minutes % 60, 2)}:${seconds}`;
  }
  const narrow = columns.leftPx < remPx * 4;
  const fraction = narrow ? pad((atMs % 1000) / 100, 1) : pad(atMs % 1000, 3);
  return `${minutes}:${pad((atMs / 1000) % 60, 2)}.${fraction}`;
}

/** The line between what has happened and what has not. */
function addNow(view: SceneView, shapes: Shape[]): void {
  const { layout, atMs } = view;
  const row = rowsUntil(layout, atMs);
  if (row >= view.layout.rows.length) return;
  const y = layout.timed ? timeY(view, atMs) : rowTop(view, row);
  const points = [0, y, view.widthPx, y];
  shapes.push({ shape: "line", points, color: "accent", width: 2, dashed: false, alpha: 1 });
}
