// Saving: the browser is handed a file that the page made, and asks the reader where to put it.
import { pictureOf, type PictureOptions } from "../draw/index.ts";
import type { Model } from "../model/index.ts";
import { currentPalette, Surface } from "./canvas.ts";
import { el } from "./dom.ts";

/** Offers a file for download. */
export function saveFile(name: string, content: string | Blob, mime: string): void {
  const blob = typeof content === "string" ? new Blob([content], { type: mime }) : content;
  const address = URL.createObjectURL(blob);
  el("a", { href: address, download: name }).click();
  // The download has begun once this task is over.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A file's name without what file systems do not like. */
export function fileName(model: Model, ending: string): string {
  const { scenario, seed } = model.meta;
  const words = seed === "" ? scenario : `${scenario}-${seed}`;
  return `${words.replace(/[^\w.-]+/g, "_").slice(0, 80) || "room"}.${ending}`;
}

/** Browsers refuse canvases that are higher. */
const pngHeightMax = 16_000;

/** The picture as PNG in the colours of the page; undefined where it would be too high. */
export async function pngOf(model: Model, options: PictureOptions): Promise<Blob | undefined> {
  const { shapes, w, h } = pictureOf(model, options);
  if (h * (window.devicePixelRatio || 1) > pngHeightMax) return undefined;
  const surface = new Surface({ opaque: true, name: "png" });
  surface.draw(shapes, { w, h, palette: currentPalette() });
  const blob = await new Promise<Blob | null>((done) => surface.element.toBlob(done, "image/png"));
  return blob ?? undefined;
}
