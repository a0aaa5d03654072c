// Stored pictures of the scene, in light, dark and as a colour-blind reader sees it: a change of what
// is drawn must be meant. Words are left out and the last shade of an edge does not count, so that
// machines with other fonts agree; words are compared in draw lists, see test/viz/draw.
// `RASHOMON_PICTURES=write` stores what is drawn now; look at it before it is kept.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { scenarioRecords } from "../viz/scenario-models.ts";
import { colourBlind, pngOf, readPng, sceneImage, unlikeShare, type Image } from "./pixels.ts";
import { seek, snapshot, Viewer } from "./viewer.ts";

const folder = join(import.meta.dirname, "pictures");
const drawnNow = join(import.meta.dirname, "..", "..", "out", "screenshots");
const records = scenarioRecords("netsplit-ban");
const viewer = new Viewer();

/** Of all pixels so many may have nothing like them in the other picture. */
const shareMax = 0.0002;

const views = {
  "swim-light": { hash: "#t=30000" },
  "swim-dark": { hash: "#t=30000", dark: true },
  "rail-light": { hash: "#t=30000&l=rail" },
  "panes-by-time-dark": { hash: "#t=30000&p=0,1,2&y=time", dark: true },
  "messages-light": { hash: "#t=30000&m=1" },
  "filtered-light": { hash: "#t=30000&f=-type%3Amember" },
  "layered-light": { hash: "#t=30000&l=layered&e=15", scene: ".layered canvas.scene" },
} as const;
type Name = keyof typeof views;

const taken = new Map<Name, { drawn: Image; stored: Image }>();

/** What a view draws now, and what is stored of it. */
async function pair(name: Name): Promise<{ drawn: Image; stored: Image }> {
  const known = taken.get(name);
  if (known !== undefined) return known;
  const view: { hash: string; dark?: boolean; scene?: string } = views[name];
  const page = await wordless(view);
  const drawn = await sceneImage(page, view.scene);
  const path = join(folder, `${name}.png`);
  const png = await pngOf(page, drawn);
  if (process.env["RASHOMON_PICTURES"] === "write") {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, png);
  }
  if (!existsSync(path)) throw new Error(`${path} is missing; RASHOMON_PICTURES=write makes it`);
  const stored = await readPng(page, path);
  await page.close();
  const found = { drawn, stored };
  taken.set(name, found);
  // For whoever wants to see why: what was drawn lies beside the screenshots.
  if (unlike(found) > shareMax) writeFileSync(join(drawnNow, `picture-${name}.png`), png);
  return found;
}

const size = { width: 1000, height: 640 } as const;

/** A page that draws no words on its canvases. */
async function wordless(view: { readonly hash: string; readonly dark?: boolean }): Promise<Page> {
  const page = await viewer.open({ records, ...size, ...view });
  const { atMs } = await snapshot(page);
  await page.evaluate(() => {
    CanvasRenderingContext2D.prototype.fillText = () => undefined;
  });
  await seek(page, atMs);
  return page;
}

const unlike = ({ drawn, stored }: { drawn: Image; stored: Image }) => unlikeShare(drawn, stored);

describe("stored pictures", () => {
  test.each(Object.keys(views) as Name[])("%s is drawn as it is stored", async (name) => {
    const both = await pair(name);
    expect([both.drawn.width, both.drawn.height]).toEqual([both.stored.width, both.stored.height]);
    expect(unlike(both)).toBeLessThanOrEqual(shareMax);
  });

  test.each(["protanopia", "deuteranopia", "tritanopia"] as const)(
    "and so it looks with %s",
    async (kind) => {
      for (const name of ["swim-light", "swim-dark"] as const) {
        const { drawn, stored } = await pair(name);
        expect(
          unlikeShare(colourBlind(drawn, kind), colourBlind(stored, kind)),
        ).toBeLessThanOrEqual(shareMax);
      }
    },
  );

  test("another instant, and a mark that is not there, are found", async () => {
    const { stored } = await pair("swim-light");
    const page = await wordless({ hash: "#t=14500" });
    expect(unlikeShare(await sceneImage(page), stored)).toBeGreaterThan(shareMax);
    await page.close();
    expect(unlikeShare(withoutPart(stored), stored)).toBeGreaterThan(0);
  });
});

/** The picture without its strongest square of 16 pixels: its ground stands there instead. */
function withoutPart({ width, height, data }: Image): Image {
  const ground = data.subarray(0, 4);
  const far = (at: number) =>
    [0, 1, 2].reduce((sum, i) => sum + Math.abs(data[at + i] - ground[i]), 0);
  let [most, place] = [0, 0];
  for (let at = 0; at < data.length; at += 4) {
    const distance = far(at);
    if (distance > most) [most, place] = [distance, at / 4];
  }
  const changed = Uint8Array.from(data);
  const [x, y] = [place % width, Math.floor(place / width)];
  for (let dy = -8; dy < 8; dy++) {
    for (let dx = -8; dx < 8; dx++) {
      const [px, py] = [x + dx, y + dy];
      if (px < 0 || py < 0 || px >= width || py >= height) continue;
      changed.set(ground, 4 * (py * width + px));
    }
  }
  return { width, height, data: changed };
}
