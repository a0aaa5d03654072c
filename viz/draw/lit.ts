// How an event that is being told about stands out: a ring, and a sign for the part that it plays,
// because colour alone says nothing: ▲ winner, ▽ loser, × refused.
import type { LitRole } from "../why/index.ts";
import type { Shape, Token } from "./shapes.ts";

const colors: Readonly<Record<LitRole, Token>> = {
  subject: "accent",
  refused: "bad",
  winner: "good",
  loser: "bad",
  context: "muted",
};

const signs: Readonly<Record<LitRole, string>> = {
  subject: "",
  refused: "×",
  winner: "▲",
  loser: "▽",
  context: "",
};

export interface RingSize {
  readonly x: number;
  readonly y: number;
  readonly r: number;
  readonly remPx: number;
}

/** The ring around a mark, and the sign at its left. */
export function ringShapes(role: LitRole, { x, y, r, remPx }: RingSize): Shape[] {
  const color = colors[role];
  const ring = { x, y, r, color, width: role === "context" ? 1 : 2.5 };
  if (signs[role] === "") return [{ shape: "ring", ...ring }];
  const text = { x: x - r - 3, y, text: signs[role], px: remPx * 0.85, color } as const;
  return [
    { shape: "ring", ...ring },
    { shape: "text", ...text, align: "right", bold: true },
  ];
}
