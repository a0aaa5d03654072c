// Verdicts as small pictures with their word. The pictures are the ones of the canvas.
import { paintMark } from "../draw/paint-mark.ts";
import type { Form, Palette, Standing, Token } from "../draw/index.ts";
import { currentPalette } from "./canvas.ts";
import { el } from "./dom.ts";

const sizePx = 18;

/** Painted icons by palette; a page shows the same few again and again. */
const painted = new WeakMap<Palette, Map<string, string>>();

/** A mark as an element, painted in the present theme's colours. */
export function markIcon(
  standing: Standing,
  { form = "disc", color = "muted" }: { form?: Form; color?: Token } = {},
): HTMLImageElement {
  const palette = currentPalette();
  const known = painted.get(palette) ?? new Map<string, string>();
  painted.set(palette, known);
  const name = `${standing} ${form} ${color}`;
  const src = known.get(name) ?? paintIcon(palette, { standing, form, color });
  known.set(name, src);
  const side = String(sizePx);
  return el("img", { class: "icon", src, width: side, height: side, alt: "" });
}

/** The icon as a `data:` address. */
function paintIcon(
  palette: Palette,
  { standing, form, color }: { standing: Standing; form: Form; color: Token },
): string {
  const ratio = Math.max(2, window.devicePixelRatio);
  const canvas = document.createElement("canvas");
  canvas.width = sizePx * ratio;
  canvas.height = sizePx * ratio;
  const ctx = canvas.getContext("2d");
  if (ctx === null) return "data:,";
  ctx.scale(ratio, ratio);
  const middle = sizePx / 2;
  const place = { x: middle, y: middle, r: 5, role: "event", strong: false } as const;
  paintMark(ctx, { shape: "mark", ...place, form, standing, color }, palette);
  return canvas.toDataURL();
}

/** A server's verdict: picture and word. */
export function verdictBadge(standing: Standing): HTMLElement {
  const word = standing === "unknown" ? "not there" : standing;
  return el("span", { class: `verdict ${standing}` }, markIcon(standing), word);
}
