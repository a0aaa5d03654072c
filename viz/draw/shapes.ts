// What can be drawn, as plain data: a draw list. Scenes are built as lists, so that tests can count
// and compare them without a browser; paint.ts puts a list on a canvas.
import type { EventVerdict } from "../../sim/trace/records.ts";

/** A colour by its role; app/style.css gives it a value for each theme. */
export type Token = (typeof tokens)[number];
export const tokens = [
  "surface",
  "raised",
  "ink",
  "muted",
  "faint",
  "rule",
  "accent",
  "bad",
  "warn",
  "good",
  "hatch",
  "lane-0",
  "lane-1",
  "lane-2",
  "lane-3",
  "lane-4",
  "lane-5",
  "lane-6",
] as const;

/** Colours repeat from the eighth lane on; place and name tell lanes apart, never colour alone. */
export const laneToken = (lane: number): Token => `lane-${lane % 7}` as Token;

/** Form of a mark: message = disc, state event = square, create event = diamond. */
export type Form = "disc" | "square" | "diamond";

/** What a mark says: a server's verdict, or that the event is not known there. */
export type Standing = EventVerdict | "unknown";

export interface Mark {
  readonly shape: "mark";
  readonly x: number;
  readonly y: number;
  readonly r: number;
  readonly form: Form;
  readonly standing: Standing;
  readonly color: Token;
  /** `event`: in the lane of its maker; `receipt`: in another server's lane. */
  readonly role: "event" | "receipt";
  /** Drawn stronger: it stands in the lane of the server through whose eyes we look. */
  readonly strong: boolean;
}

export interface EdgeShape {
  readonly shape: "edge";
  readonly parentX: number;
  readonly parentY: number;
  readonly childX: number;
  readonly childY: number;
  /** Where a long edge runs down; undefined for a straight or short one. */
  readonly railX: number | undefined;
  /** Height over which a rail is entered and left. */
  readonly turn: number;
  readonly color: Token;
  readonly width: number;
  readonly alpha: number;
  /** Parts of the history are left out between its ends. */
  readonly dashed?: boolean;
}

export interface Hatch {
  readonly shape: "hatch";
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** Each side of a partition has a hatching of its own: `/`, `\`, `|`, `-`. */
  readonly side: number;
}

/** The distance of a hatching's lines, in pixels. */
export const hatchPx = 9;

export interface Rect {
  readonly shape: "rect";
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly color: Token;
  readonly alpha: number;
}

export interface Line {
  readonly shape: "line";
  /** x, y, x, y … */
  readonly points: readonly number[];
  readonly color: Token;
  readonly width: number;
  readonly dashed: boolean;
  readonly alpha: number;
}

export interface Ring {
  readonly shape: "ring";
  readonly x: number;
  readonly y: number;
  readonly r: number;
  readonly color: Token;
  readonly width: number;
}

export interface Text {
  readonly shape: "text";
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly px: number;
  readonly color: Token;
  readonly align: "left" | "center" | "right";
  readonly bold: boolean;
}

/** Until `unclip`, nothing is drawn left or right of this stretch. */
export interface Clip {
  readonly shape: "clip";
  readonly x: number;
  readonly w: number;
}
export interface Unclip {
  readonly shape: "unclip";
}

export type Shape = Clip | Unclip | Mark | EdgeShape | Hatch | Rect | Line | Ring | Text;

/** How many shapes of each sort a list holds; marks by role and standing: `event accepted`. */
export function countShapes(shapes: readonly Shape[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const shape of shapes) {
    if (shape.shape === "clip" || shape.shape === "unclip") continue;
    const name = shape.shape === "mark" ? `${shape.role} ${shape.standing}` : shape.shape;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
