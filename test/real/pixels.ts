// Pictures as pixels: read from the page's canvas, compared with a threshold, and as colour-blind
// people see them. The threshold is a distance of colour that the eye takes for the same.
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import pixelmatch from "pixelmatch";

export interface Image {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha of each pixel, 0 … 255. */
  readonly data: Uint8Array;
}

/** The scene that is on the page's canvas. */
export async function sceneImage(page: Page, where = "canvas.scene"): Promise<Image> {
  const { width, height, base64 } = await page.evaluate((selector) => {
    const canvas = document.querySelector<HTMLCanvasElement>(selector);
    const pixels = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height);
    if (pixels === undefined) throw new Error("there is no scene");
    let binary = "";
    for (let at = 0; at < pixels.data.length; at += 8_192) {
      binary += String.fromCharCode(...pixels.data.subarray(at, at + 8_192));
    }
    return { width: pixels.width, height: pixels.height, base64: btoa(binary) };
  }, where);
  return { width, height, data: Uint8Array.from(Buffer.from(base64, "base64")) };
}

/** A picture as PNG, packed by the browser of a page. */
export async function pngOf(page: Page, image: Image): Promise<Buffer> {
  const { width, height } = image;
  const pixels = Buffer.from(image.data).toString("base64");
  const url = await page.evaluate(
    ({ width, height, pixels }) => {
      const canvas = Object.assign(document.createElement("canvas"), { width, height });
      const data = Uint8ClampedArray.from(atob(pixels), (letter) => letter.charCodeAt(0));
      canvas.getContext("2d")?.putImageData(new ImageData(data, width, height), 0, 0);
      return canvas.toDataURL("image/png");
    },
    { width, height, pixels },
  );
  return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
}

/** A PNG's pixels, unpacked by the browser of a page. */
export async function readPng(page: Page, path: string): Promise<Image> {
  const png = readFileSync(path).toString("base64");
  await page.evaluate(async (base64) => {
    const image = Object.assign(new Image(), { src: `data:image/png;base64,${base64}` });
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height, canvas.id] = [image.width, image.height, "unpacked"];
    canvas.getContext("2d")?.drawImage(image, 0, 0);
    document.body.append(canvas);
  }, png);
  return sceneImage(page, "#unpacked");
}

/** Colours nearer than this, in each channel, are alike. */
const alike = 48;

/**
 * The share of pixels that have nothing alike at their place, or beside it, in the other picture:
 * soft edges and a hair's breadth of text do not count, a shape that moved or changed its colour does.
 */
export function unlikeShare(a: Image, b: Image): number {
  return (lonely(a, b) + lonely(b, a)) / (a.width * a.height);
}

function lonely(from: Image, other: Image): number {
  const { width } = from;
  const near = [0, 1, -1, width, -width, width + 1, width - 1, 1 - width, -1 - width];
  let count = 0;
  for (let at = 0; at < width * from.height; at++) {
    const found = near.some((by) => {
      const place = 4 * (at + by);
      return [0, 1, 2].every(
        (i) => Math.abs(from.data[4 * at + i] - other.data[place + i]) < alike,
      );
    });
    if (!found) count += 1;
  }
  return count;
}

/** How many pixels of two pictures of one size differ to the eye, and their share. */
export function compareImages(a: Image, b: Image) {
  const options = { threshold: 0.1 };
  const different = pixelmatch(a.data, b.data, undefined, a.width, a.height, options);
  return { different, share: different / (a.width * a.height) };
}

/** Contrast below this is ground: WCAG asks for more of what must be seen. */
const groundContrast = 1.25;

/** The share of pixels that stand out from the ground in one picture only. */
export function differenceOf(a: Image, b: Image): number {
  const [inA, inB] = [standingOut(a), standingOut(b)];
  // A line's soft edge is a pixel wide: what stands out beside it counts as there.
  const missing = (from: Uint8Array, other: Uint8Array) => {
    let count = 0;
    for (let at = 0; at < from.length; at++) {
      const near = [0, 1, -1, a.width, -a.width].some((by) => other[at + by] === 1);
      if (from[at] === 1 && !near) count += 1;
    }
    return count;
  };
  return (missing(inA, inB) + missing(inB, inA)) / inA.length;
}

/** 1 where a pixel stands out from the most common colour. */
function standingOut({ data }: Image): Uint8Array {
  const counts = new Map<number, number>();
  const colorAt = (at: number) => (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
  for (let at = 0; at < data.length; at += 4) {
    const color = colorAt(at);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const [ground] = [...counts].reduce((most, each) => (each[1] > most[1] ? each : most));
  const light = luminance(ground >> 16, (ground >> 8) & 255, ground & 255);
  const out = new Uint8Array(data.length / 4);
  for (let at = 0; at < out.length; at++) {
    const own = luminance(data[4 * at], data[4 * at + 1], data[4 * at + 2]);
    const contrast = (Math.max(own, light) + 0.05) / (Math.min(own, light) + 0.05);
    out[at] = contrast > groundContrast ? 1 : 0;
  }
  return out;
}

function luminance(red: number, green: number, blue: number): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(value: number): number {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

/** What is left of red, green and blue: Machado, Oliveira and Fernandes (2009), severity 1. */
const blindness = {
  protanopia: [
    0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998,
  ],
  deuteranopia: [
    0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881,
  ],
  tritanopia: [
    1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039,
  ],
} as const;

export function colourBlind(image: Image, kind: keyof typeof blindness): Image {
  const m = blindness[kind];
  const data = Uint8Array.from(image.data);
  for (let at = 0; at < data.length; at += 4) {
    const from = [0, 1, 2].map((i) => linear(image.data[at + i]));
    for (let to = 0; to < 3; to++) {
      const sum = from[0] * m[3 * to] + from[1] * m[3 * to + 1] + from[2] * m[3 * to + 2];
      const part = Math.max(0, Math.min(1, sum));
      const shown = part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055;
      data[at + to] = Math.round(255 * shown);
    }
  }
  return { ...image, data };
}
