// A canvas that follows its size on screen and the screen's pixel ratio, and the palette of the
// page's present theme.
import { paint, tokens, type Palette, type Shape, type Token } from "../draw/index.ts";

export class Surface {
  readonly element: HTMLCanvasElement;
  private readonly ctx: CanvasRenderingContext2D;
  private readonly opaque: boolean;
  /** Nothing is on it: an empty canvas is not painted again, nor laid over others. */
  private empty = false;

  /** `opaque`: filled with the page's colour before anything else is drawn. */
  constructor({ opaque, name }: { opaque: boolean; name: string }) {
    this.element = document.createElement("canvas");
    this.element.className = name;
    const ctx = this.element.getContext("2d", { alpha: !opaque });
    if (ctx === null) throw new Error("this browser cannot draw on a canvas");
    this.ctx = ctx;
    this.opaque = opaque;
  }

  /** Draws a list on a canvas of this size in CSS pixels. */
  draw(shapes: readonly Shape[], size: { w: number; h: number; palette: Palette }): void {
    const empty = shapes.length === 0 && !this.opaque;
    if (empty !== this.empty) this.element.hidden = empty;
    this.empty = empty;
    if (empty) return;
    const ratio = window.devicePixelRatio || 1;
    const width = Math.max(1, Math.round(size.w * ratio));
    const height = Math.max(1, Math.round(size.h * ratio));
    if (this.element.width !== width) this.element.width = width;
    if (this.element.height !== height) this.element.height = height;
    this.element.style.width = `${size.w}px`;
    this.element.style.height = `${size.h}px`;
    this.ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (this.opaque) {
      this.ctx.fillStyle = size.palette.surface;
      this.ctx.fillRect(0, 0, size.w, size.h);
    } else this.ctx.clearRect(0, 0, size.w, size.h);
    paint(this.ctx, shapes, size.palette);
  }
}

let palette: Palette | undefined;

/** The palette of the present theme, from the style sheet's variables. */
export function currentPalette(): Palette {
  palette ??= readPalette();
  return palette;
}

/** Call when the theme may have changed. */
export function forgetPalette(): void {
  palette = undefined;
}

/** A probe element resolves `light-dark()` and system colours, which a bare variable does not. */
function readPalette(): Palette {
  const probe = document.createElement("span");
  probe.className = "probe";
  document.body.append(probe);
  const colors = tokens.map((token): [Token, string] => {
    probe.style.color = `var(--${token})`;
    return [token, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(colors) as Record<Token, string>;
}

/** The page's text size in pixels; pictures grow with it. */
export function remPx(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}
