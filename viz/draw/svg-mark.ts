// One mark as SVG: the forms and drawings of paint-mark.ts, in the same sizes.
import type { Palette } from "./palettes.ts";
import type { Form, Mark } from "./shapes.ts";

export function markSvg(mark: Mark, palette: Palette): string {
  const { x, y, r, form, standing } = mark;
  const color = palette[mark.color];
  switch (standing) {
    case "accepted":
      return formSvg(form, { x, y, r }, `fill="${color}" ${r < 3 ? "" : stroke(palette.ink, 1)}`);
    case "outlier": {
      const look = `fill="${palette.surface}" ${stroke(color, Math.max(1, r * 0.22))}`;
      return formSvg(form, { x, y, r }, look);
    }
    case "soft-failed": {
      const dash = `${num(Math.max(2, r * 0.55))} ${num(Math.max(1.5, r * 0.4))}`;
      const ring = `fill="none" ${stroke(palette.warn, Math.max(1.5, r * 0.28), dash)}`;
      return (
        formSvg(form, { x, y, r: r * 0.5 }, `fill="${color}"`) +
        formSvg("disc", { x, y, r: r * 1.2 }, ring)
      );
    }
    case "rejected": {
      const reach = r * 1.05;
      const look = `fill="${palette.surface}" ${stroke(color, 1)}`;
      const cross =
        `M${num(x - reach)} ${num(y - reach)}L${num(x + reach)} ${num(y + reach)}` +
        `M${num(x + reach)} ${num(y - reach)}L${num(x - reach)} ${num(y + reach)}`;
      const bad = stroke(palette.bad, Math.max(1.5, r * 0.36));
      return `${formSvg(form, { x, y, r: r * 0.8 }, look)}<path d="${cross}" ${bad}/>`;
    }
    case "dropped": {
      const slash = `M${num(x - r)} ${num(y + r)}L${num(x + r)} ${num(y - r)}`;
      return `<path d="${slash}" ${stroke(palette.bad, Math.max(1.5, r * 0.36))}/>`;
    }
    case "unknown": {
      const size = mark.role === "receipt" && !mark.strong ? Math.min(r, 2.6) : r;
      const line = stroke(
        r < 2 ? palette.faint : palette.muted,
        mark.strong ? 1.5 : 1,
        r >= 3 ? "1.5 2" : undefined,
      );
      return formSvg(form, { x, y, r: size }, `fill="${palette.surface}" ${line}`);
    }
  }
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly r: number;
}

function formSvg(form: Form, { x, y, r }: Place, look: string): string {
  if (form === "disc") return `<circle cx="${num(x)}" cy="${num(y)}" r="${num(r)}" ${look}/>`;
  if (form === "square") {
    const half = r * 0.88;
    const size = `width="${num(2 * half)}" height="${num(2 * half)}"`;
    return `<rect x="${num(x - half)}" y="${num(y - half)}" ${size} ${look}/>`;
  }
  const reach = r * 1.25;
  const [up, down, left, right] = [y - reach, y + reach, x - reach, x + reach].map(num);
  const path = `M${num(x)} ${up}L${right} ${num(y)}L${num(x)} ${down}L${left} ${num(y)}Z`;
  return `<path d="${path}" ${look}/>`;
}

function stroke(color: string, width: number, dash?: string): string {
  const dashes = dash === undefined ? "" : ` stroke-dasharray="${dash}"`;
  return `stroke="${color}" stroke-width="${num(width)}"${dashes}`;
}

function num(value: number): string {
  return String(Math.round(value * 100) / 100);
}
