// A whole picture as one draw list, with what the page shows around it as elements: the lanes' heads
// above and the words beside the rows. For files and print, where there is no page.
import {
  columnsFor,
  laneOrder,
  laneX,
  lanesInSight,
  layoutOf,
  type Columns,
  type LayoutChoice,
  type RoomLayout,
} from "../layout/index.ts";
import { currentAt, type Model } from "../model/index.ts";
import { rowWords } from "./row-words.ts";
import { sceneOf } from "./scene.ts";
import { laneToken, type Shape, type Token } from "./shapes.ts";
import { everyone, rowY, rowsInSight, type SceneView } from "./view.ts";

export interface PictureOptions {
  /** The instant that is shown (default: the end). */
  readonly atMs?: number;
  readonly room?: number;
  /** A server, or -1 for everyone (default). */
  readonly asSeenBy?: number;
  /** Servers with a pane of their own (default: one picture for all). */
  readonly panes?: readonly number[];
  readonly layout?: LayoutChoice;
  readonly messages?: boolean;
  /** Width in pixels (default: 1,000). */
  readonly widthPx?: number;
  /** First and last row (default: all, as far as `rowsMax` goes). */
  readonly rows?: readonly [first: number, last: number];
}

export interface Picture {
  readonly shapes: readonly Shape[];
  readonly w: number;
  readonly h: number;
  /** Rows of the room that are not in the picture. */
  readonly rowsLeftOut: number;
}

/** More rows than this make files that no program opens; the last ones are shown. */
export const rowsMax = 5_000;

const remPx = 14;
const rowPx = 22;
const headPx = 44;

/**
 * The picture of a room as shapes: give them to `svgOf` for a file. Pure; needs no browser.
 *
 * @example
 * const { shapes, w, h } = pictureOf(model, { atMs: state.atMs, panes: state.panes });
 * svgOf(shapes, { w, h, palette: lightPalette, title: model.meta.scenario });
 */
export function pictureOf(model: Model, options: PictureOptions = {}): Picture {
  const { room = 0, layout: choice = { name: "swim", rowsBy: "rank" } } = options;
  const layout = layoutOf(model, room, choice);
  const count = layout.rows.length;
  const [first, last] = options.rows ?? [Math.max(0, count - rowsMax), count - 1];
  const from = layout.places.of(first) * rowPx;
  const heightPx = Math.max(0, (layout.places.of(last) + 1) * rowPx - from);
  const view = viewFor(model, { ...options, layout }, { from, heightPx });
  const moved = down([...sceneOf(view), ...wordShapes(view)], headPx);
  return {
    shapes: [...headShapes(view, room), ...moved],
    w: view.widthPx,
    h: heightPx + headPx,
    rowsLeftOut: count - (last - first + 1),
  };
}

function viewFor(
  model: Model,
  options: Omit<PictureOptions, "layout"> & { layout: RoomLayout },
  { from, heightPx }: { from: number; heightPx: number },
): SceneView {
  const { layout, panes = [], widthPx = 1_000 } = options;
  return {
    ...{ model, layout, rowPx, remPx, widthPx, heightPx, scrollTopPx: from, scrollLeftPx: 0 },
    columns: pictureColumns(model, layout, { panes, widthPx }),
    atMs: options.atMs ?? model.endMs,
    asSeenBy: options.asSeenBy ?? everyone,
    ...(panes.length > 0 ? { split: "panes" as const } : {}),
    messages: options.messages ?? false,
    ...(layout.name === "swim" ? { lanes: laneOrder(model) } : {}),
  };
}

function pictureColumns(
  model: Model,
  layout: RoomLayout,
  { panes, widthPx }: { panes: readonly number[]; widthPx: number },
): Columns {
  const size = { widthPx, remPx };
  if (panes.length > 0) return columnsFor(panes, { ...size, ...paneColumnSizes(layout, remPx) });
  if (layout.name === "swim") return columnsFor(laneOrder(model), size);
  return columnsFor(railLanes(layout), { ...size, ...railColumnSizes(remPx) });
}

/** Panes are as wide as their columns need, and never so narrow that nothing can be told apart. */
export function paneColumnSizes({ name, laneCount }: RoomLayout, rem: number) {
  const wideRem = name === "rail" ? laneCount * 1.8 + 1.5 : laneCount * 3.2 + 1;
  return { share: 0.74, wideRem: Math.max(8, Math.min(30, wideRem)), leastPx: 7 * rem };
}

/** Columns of a rail are as narrow as can be. */
export function railColumnSizes(rem: number) {
  return { share: 0.5, wideRem: 1.8, leastPx: 0.6 * rem };
}

export function railLanes({ laneCount }: RoomLayout): number[] {
  return Array.from({ length: laneCount }, (_, lane) => lane);
}

function headShapes(view: SceneView, room: number): Shape[] {
  const { columns, model, scrollLeftPx, layout, split, atMs } = view;
  const text = (words: string, x: number, y: number, look: { color: Token; bold: boolean }) =>
    ({ shape: "text", x, y, text: words, px: remPx * 0.85, align: "center", ...look }) as const;
  if (layout.name === "rail" && split !== "panes") return [];
  const least = remPx * 2.4;
  return lanesInSight(columns, scrollLeftPx).flatMap((server): Shape[] => {
    const x = laneX(columns, server, scrollLeftPx);
    const box = { x: x - columns.lanePx / 2, y: 0, w: columns.lanePx, h: 3 };
    const bar: Shape = { shape: "rect", ...box, color: laneToken(server), alpha: 1 };
    if (columns.lanePx < least) return [bar];
    const state = currentAt(model, server, atMs, room);
    const name = shortened(model.serverNames[server], columns.lanePx / (remPx * 0.52));
    return [
      bar,
      text(name, x, 16, { color: "ink", bold: true }),
      text(state === undefined ? "–" : `S${state}`, x, 32, { color: "muted", bold: false }),
    ];
  });
}

/** The words beside the rows in sight, cut off where the picture ends. */
function wordShapes(view: SceneView): Shape[] {
  const { columns, layout, model, widthPx, atMs } = view;
  const [first, last] = rowsInSight(view);
  const left = columns.leftPx + columns.viewPx + remPx * 0.8;
  const px = remPx * 0.85;
  const room = (widthPx - left) / (px * 0.6);
  const shapes: Shape[] = [];
  for (let at = first; at <= last; at++) {
    const row = layout.rows.get(at);
    if (row === undefined) break;
    const words = rowWords(model, row, view);
    const future = row.atMs > atMs;
    const color: Token = future ? "faint" : words.tone === "fault" ? "bad" : "ink";
    const place = { x: left, y: rowY(view, at), px, align: "left" } as const;
    const text = shortened(words.text, words.note === "" || future ? room : room * 0.6);
    shapes.push({ shape: "text", ...place, text, color, bold: words.tone === "fault" });
    if (words.note === "" || future) continue;
    const x = left + (text.length + 2) * px * 0.6;
    const note = shortened(words.note, room - text.length - 2);
    const tone: Token = words.tone === "warn" ? "warn" : words.tone === "bad" ? "bad" : "muted";
    shapes.push({ shape: "text", ...place, x, text: note, color: tone, bold: false });
  }
  return shapes;
}

function shortened(text: string, most: number): string {
  const signs = [...text.slice(0, 2 * Math.ceil(Math.max(1, most)))];
  return signs.length <= most ? text : `${signs.slice(0, Math.max(1, most - 1)).join("")}…`;
}

/** Shapes moved down. */
function down(shapes: readonly Shape[], by: number): Shape[] {
  return shapes.map((shape) => {
    switch (shape.shape) {
      case "clip":
      case "unclip":
        return shape;
      case "edge":
        return { ...shape, parentY: shape.parentY + by, childY: shape.childY + by };
      case "line":
        return { ...shape, points: shape.points.map((at, i) => (i % 2 === 1 ? at + by : at)) };
      default:
        return { ...shape, y: shape.y + by };
    }
  });
}
