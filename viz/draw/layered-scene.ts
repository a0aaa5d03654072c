// A layered layout as a draw list: marks in their layers, a few words beside each, and lines that
// pass between foreign events. Signs and rings say what part an event plays in what is being told.
import type { LayeredLayout, LayeredNode } from "../layout/index.ts";
import { eventText, type Model } from "../model/index.ts";
import type { Lit } from "../why/index.ts";
import { ringShapes } from "./lit.ts";
import { formOf } from "./scene.ts";
import { laneToken, type Shape, type Standing } from "./shapes.ts";

export interface LayeredView {
  readonly model: Model;
  readonly layout: LayeredLayout;
  readonly remPx: number;
  /** 1 as at first; smaller shows more. */
  readonly zoom: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly scrollTopPx: number;
  readonly scrollLeftPx: number;
  readonly atMs: number;
  /** Whose verdicts are shown; -1 for each maker's own. */
  readonly asSeenBy: number;
  readonly selected: number;
  readonly lit: readonly Lit[];
  /** True for edges that lead over hidden events. */
  isOver(parent: number, child: number): boolean;
}

/** Size of a cell in units of the text's size. */
const cell = { wide: 13, high: 3.4 } as const;
/** Where in its cell a mark stands, from the left. */
const markAt = 0.1;

/** The whole picture's size. */
export function layeredSize({ layout, remPx, zoom }: LayeredView): { w: number; h: number } {
  const columns = layout.columnMax - layout.columnMin + 1;
  const [w, h] = [columns * cell.wide, layout.layers * cell.high];
  return { w: Math.ceil((w + 1) * remPx * zoom), h: Math.ceil((h + 0.6) * remPx * zoom) };
}

/** The zoom at which all is in sight, at most 1. */
export function fittingZoom(view: LayeredView): number {
  const { w, h } = layeredSize({ ...view, zoom: 1 });
  return Math.min(1, view.widthPx / Math.max(1, w), view.heightPx / Math.max(1, h));
}

/** The event at a place of the window, -1 where there is none. Constant time. */
export function layeredEventAt(view: LayeredView, x: number, y: number): number {
  const { layout, remPx, zoom } = view;
  const px = remPx * zoom;
  // Where all fits in, the picture stands in the middle.
  const across = (x - insetOf(view) + view.scrollLeftPx) / px - 0.5;
  const down = (y + view.scrollTopPx) / px - 0.3;
  const column = Math.floor(across / cell.wide) + layout.columnMin;
  return layout.at(Math.floor(down / cell.high), column) ?? -1;
}

/** The draw list. */
export function layeredScene(view: LayeredView): Shape[] {
  const shapes: Shape[] = [];
  const places = new Map(view.layout.nodes.map((node) => [node.event, placeOf(view, node)]));
  const roles = new Map(view.lit.map((each) => [each.event, each]));
  for (const { parent, child, through } of view.layout.edges) {
    const [from, to] = [places.get(parent), places.get(child)];
    if (from === undefined || to === undefined) continue;
    const own = parent === view.selected || child === view.selected;
    const color = own ? "accent" : laneToken(view.model.events[child].server);
    const dashed = view.isOver(parent, child);
    let last = from;
    for (const stop of [...through.map((each) => placeOf(view, each)), to]) {
      const ends = { parentX: last.x, parentY: last.y, childX: stop.x, childY: stop.y };
      const look = { railX: undefined, turn: 0, width: own ? 2.5 : 1.25, alpha: own ? 1 : 0.7 };
      shapes.push({ shape: "edge", ...ends, ...look, color, ...(dashed && { dashed }) });
      last = stop;
    }
  }
  for (const { event } of view.layout.nodes) {
    const place = places.get(event);
    if (place === undefined || !isInSight(view, place)) continue;
    addNode(view, shapes, { event, ...place });
    const lit = roles.get(event);
    const size = { ...place, r: radius(view) + 3, remPx: view.remPx };
    if (lit !== undefined) shapes.push(...ringShapes(lit.role, size));
  }
  return shapes;
}

function addNode(
  view: LayeredView,
  shapes: Shape[],
  { event, x, y }: { event: number; x: number; y: number },
): void {
  const { model, remPx, zoom, selected } = view;
  const node = model.events[event];
  const r = radius(view);
  const mark = {
    x,
    y,
    r,
    form: formOf(node),
    color: laneToken(node.server),
    strong: true,
  } as const;
  shapes.push({ shape: "mark", role: "event", standing: standingOf(view, event), ...mark });
  if (event === selected) {
    const points = [x - r - 4, y - r - 4, x + r + 4, y - r - 4, x + r + 4, y + r + 4];
    points.push(x - r - 4, y + r + 4, x - r - 4, y - r - 4);
    shapes.push({ shape: "line", points, color: "accent", width: 2, dashed: false, alpha: 1 });
  }
  const px = remPx * 0.78;
  // Beside the mark, so that lines up and down stay in sight.
  const left = x + r + remPx * 0.4;
  const room = Math.floor(((1 - markAt) * cell.wide * remPx * zoom - r - remPx) / (px * 0.61));
  if (room < 6) return;
  const words = [...eventText(model, node).slice(0, 200)];
  const text = words.length <= room ? words.join("") : `${words.slice(0, room - 1).join("")}…`;
  const place = { x: left, y, px, align: "left" } as const;
  // A ground of its own, so that lines do not run through the words.
  const ground = { x: left - 2, y: y - px * 0.6, w: text.length * px * 0.61 + 4, h: px * 1.2 };
  shapes.push({ shape: "rect", ...ground, color: "surface", alpha: 0.85 });
  shapes.push({ shape: "text", ...place, text, color: "ink", bold: event === selected });
}

function standingOf({ model, asSeenBy, atMs }: LayeredView, event: number): Standing {
  const { server } = model.events[event];
  const eyes = asSeenBy < 0 ? server : asSeenBy;
  return model.arrivals.verdictAt(eyes, event, atMs) ?? (asSeenBy < 0 ? "accepted" : "unknown");
}

function radius({ remPx, zoom }: LayeredView): number {
  return Math.max(2.5, remPx * 0.55 * Math.min(1.3, Math.sqrt(zoom)));
}

function placeOf(view: LayeredView, { layer, column }: Pick<LayeredNode, "layer" | "column">) {
  const px = view.remPx * view.zoom;
  return {
    x:
      ((column - view.layout.columnMin + markAt) * cell.wide + 0.5) * px -
      view.scrollLeftPx +
      insetOf(view),
    y: (layer * cell.high + 1.5) * px - view.scrollTopPx,
  };
}

function insetOf(view: LayeredView): number {
  return Math.max(0, (view.widthPx - layeredSize(view).w) / 2);
}

function isInSight({ widthPx, heightPx }: LayeredView, { x, y }: { x: number; y: number }) {
  return x > -200 && x < widthPx + 200 && y > -60 && y < heightPx + 60;
}
