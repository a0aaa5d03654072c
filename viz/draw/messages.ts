// Requests between servers as arrows through space and time: from the sender's lane when it was
// sent, to the receiver's when its fate was decided. A full line carries events (`send`), a dashed
// one asks for something, and a letter says what for. The end says what became of it: a head =
// delivered · × dropped · ‖ held · ○ timed out · ⊘ refused · ↻ to be sent again.
import { laneX, SpanIndex, type RoomLayout } from "../layout/index.ts";
import { requestsWith, type Model } from "../model/index.ts";
import type { NetResult } from "../../sim/trace/records.ts";
import { laneToken, type Shape, type Text, type Token } from "./shapes.ts";
import { rowsInSight, rowsUntil, timeY, type SceneView } from "./view.ts";

/** Rows lower than this hold too many arrows to tell one from the other: none is drawn. */
const rowPxMin = 5;

/** What is asked for, as a letter beside the arrow; `send` needs none. */
const letters: Readonly<Record<string, string>> = {
  get_missing_events: "M",
  backfill: "B",
  state_ids: "S",
  state: "S",
  event: "E",
  event_auth: "A",
  make_join: "J",
  send_join: "J",
};

const ends: Readonly<Record<Exclude<NetResult, "delivered">, { sign: string; color: Token }>> = {
  dropped: { sign: "×", color: "bad" },
  held: { sign: "‖", color: "warn" },
  "timed-out": { sign: "○", color: "bad" },
  refused: { sign: "⊘", color: "bad" },
  retried: { sign: "↻", color: "warn" },
};

/** The arrows in sight of what has been sent by now. */
export function messageShapes(view: SceneView): Shape[] {
  if (view.rowPx < rowPxMin || !lanesAreServers(view)) return [];
  const { model, layout } = view;
  const [first, last] = rowsInSight(view);
  if (last < first) return [];
  const { index, order } = messagesOf(model, layout);
  return index.inWindow(first, last).flatMap((at) => arrow(view, order[at], { strong: false }));
}

/** The arrows of the requests that carried an event. */
export function messageShapesOf(view: SceneView, event: number): Shape[] {
  if (view.rowPx < rowPxMin || !lanesAreServers(view)) return [];
  const carriers = requestsWith(view.model, event).slice(0, 500);
  return carriers.flatMap((message) => arrow(view, message, { strong: true }));
}

/** True where an arrow from lane to lane is one from server to server. */
function lanesAreServers({ layout, split }: SceneView): boolean {
  return layout.name === "swim" || split === "panes";
}

function arrow(view: SceneView, message: number, { strong }: { strong: boolean }): Shape[] {
  const { columns, scrollLeftPx, remPx } = view;
  const { from, to, sentMs, atMs, request, result } = view.model.net[message];
  if (sentMs > view.atMs) return [];
  if (columns.places[from] === undefined || columns.places[to] === undefined) return [];
  const [x1, y1] = [laneX(columns, from, scrollLeftPx), timeY(view, sentMs)];
  const whole = { x: laneX(columns, to, scrollLeftPx), y: timeY(view, atMs) };
  // What is under way ends where it is now.
  const part = atMs <= view.atMs ? 1 : (view.atMs - sentMs) / Math.max(1, atMs - sentMs);
  const reach = part < 1 ? part : result === "delivered" ? 1 : 0.6;
  const [x2, y2] = [x1 + (whole.x - x1) * reach, y1 + (whole.y - y1) * reach];
  const failed = result === "delivered" || part < 1 ? undefined : ends[result];
  const color = strong ? "accent" : (failed?.color ?? laneToken(from));
  const line = { points: [x1, y1, x2, y2], color, width: strong ? 2 : 1.1 } as const;
  const alpha = strong || failed !== undefined ? 1 : 0.6;
  const shapes: Shape[] = [{ shape: "line", ...line, dashed: request !== "send", alpha }];
  if (failed !== undefined) shapes.push(sign(failed.sign, { x: x2, y: y2, color, remPx }));
  else if (part === 1) shapes.push(head({ x1, y1, x2, y2 }, { color, alpha }));
  const letter = letters[request] ?? (request === "send" ? "" : "?");
  if (letter === "" || view.rowPx < remPx * 0.7) return shapes;
  const middle = { x: x1 + (x2 - x1) * 0.4, y: y1 + (y2 - y1) * 0.4 - remPx * 0.35 };
  return [...shapes, sign(letter, { ...middle, color, remPx: remPx * 0.85 })];
}

function head(
  { x1, y1, x2, y2 }: { x1: number; y1: number; x2: number; y2: number },
  { color, alpha }: { color: Token; alpha: number },
): Shape {
  const length = Math.max(1, Math.sqrt((x2 - x1) ** 2 + (y2 - y1) ** 2));
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const [bx, by] = [x2 - ux * 6, y2 - uy * 6];
  const points = [bx - uy * 3, by + ux * 3, x2, y2, bx + uy * 3, by - ux * 3];
  return { shape: "line", points, color, width: 1.4, dashed: false, alpha };
}

function sign(
  text: string,
  { x, y, color, remPx }: { x: number; y: number; color: Token; remPx: number },
): Text {
  return { shape: "text", x, y, text, px: remPx * 0.9, color, align: "center", bold: true };
}

interface Messages {
  readonly index: SpanIndex;
  /** Messages by the time at which their fate was decided. */
  readonly order: Int32Array;
}

const known = new WeakMap<RoomLayout, Messages>();

/** A room's messages by the rows that they reach over; worked out once for a layout. */
function messagesOf(model: Model, layout: RoomLayout): Messages {
  const found = known.get(layout);
  if (found !== undefined) return found;
  const { columns } = model.data;
  const [sentMs, atMs] = [columns["net.sentMs"], columns["net.atMs"]];
  const own: number[] = [];
  for (let at = 0; at < atMs.length; at++) if (isOfRoom(model, layout, at)) own.push(at);
  const order = Int32Array.from(own.sort((a, b) => atMs[a] - atMs[b] || a - b));
  const last = Math.max(0, layout.rows.length - 1);
  const index = new SpanIndex(layout.rows.length, {
    from: order.map((at) => Math.max(0, Math.min(last, rowsUntil(layout, sentMs[at]) - 1))),
    to: order.map((at) => Math.min(last, rowsUntil(layout, Math.max(atMs[at], sentMs[at])))),
  });
  const messages = { index, order };
  known.set(layout, messages);
  return messages;
}

/** Requests about events of other rooms are theirs; those about none belong to every room. */
function isOfRoom({ data }: Model, { rowOfEvent }: RoomLayout, message: number): boolean {
  const starts = data.columns["net.events.at"];
  if (starts[message] === starts[message + 1]) return true;
  return rowOfEvent[data.columns["net.events"][starts[message]]] >= 0;
}
