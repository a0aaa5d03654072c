// The page under trial: random input for a while, a room that attacks in every field, and pictures
// compared pixel by pixel, in light and dark and as a colour-blind reader sees them.
import { describe, expect, test } from "vitest";
import { hostileTrace } from "../viz/hostile-trace.ts";
import { scenarioRecords } from "../viz/scenario-models.ts";
import { axeFindings } from "./axe.ts";
import { colourBlind, compareImages, differenceOf, sceneImage, type Image } from "./pixels.ts";
import { runMonkey } from "./monkey.ts";
import { snapshot, Viewer } from "./viewer.ts";

const records = scenarioRecords("netsplit-ban");
const viewer = new Viewer();

describe("random input", () => {
  test.each([1, 2])(
    "seed %i: three hundred inputs, no error, and the page still answers",
    async (seed) => {
      const page = await viewer.open({ records });
      const inputs = await runMonkey(page, { seed, inputs: 300 });
      expect(new Set(inputs.map(({ kind }) => kind)).size).toBe(5);
      const { atMs, panes } = await snapshot(page);
      expect(atMs).toBeGreaterThanOrEqual(0);
      expect(new Set(panes).size).toBe(panes.length);
      await page.close();
    },
  );
});

describe("a room that attacks in every field", () => {
  const views = [
    "#e=7&q=a",
    "#l=rail&p=0,1&y=time&tab=servers",
    "#l=layered&e=9&tab=resolution",
    "#m=1&e=12&tab=why",
  ];

  test.each(views)("“%s” shows it as text, and nothing comes of it", async (hash) => {
    const page = await viewer.open({ records: hostileTrace(), hash });
    for (let at = 0; at < 12; at++) await page.keyboard.press(at % 3 === 2 ? "N" : "k");
    await snapshot(page);
    expect(await page.evaluate(() => "pwned" in window)).toBe(false);
    expect(
      await page
        .locator(
          'img:not([src^="data:image/png"]), iframe, object, embed, base, form, meta[http-equiv="refresh"]',
        )
        .count(),
    ).toBe(0);
    const links = page.locator('a:not([href^="https://spec.matrix.org/"])');
    expect(await links.count()).toBe(0);
    const handlers = await page.evaluate(() =>
      [...document.querySelectorAll("*")].flatMap((element) =>
        element.getAttributeNames().filter((name) => name.startsWith("on")),
      ),
    );
    expect(handlers).toEqual([]);
    expect(await page.evaluate(() => Object.keys(Object.prototype))).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(1280);
    if (hash === views[0]) expect(await axeFindings(page)).toEqual([]);
    await viewer.shoot(page, `hostile-${views.indexOf(hash)}`);
    await page.close();
  });
});

describe("pixels", () => {
  const taken = new Map<string, Image>();

  /** The scene at an address; taken once, unless it is to be taken anew. */
  const picture = async (hash: string, { dark = false, anew = false } = {}): Promise<Image> => {
    const known = taken.get(`${hash} ${dark}`);
    if (known !== undefined && !anew) return known;
    const page = await viewer.open({ records, hash, dark });
    await snapshot(page);
    const image = await sceneImage(page);
    await page.close();
    taken.set(`${hash} ${dark}`, image);
    return image;
  };
  const split = "#t=30000";

  test("the same view is the same picture, to the pixel", async () => {
    const [first, second] = [await picture(split), await picture(split, { anew: true })];
    expect(compareImages(first, second).different).toBeLessThanOrEqual(1);
  });

  test("another instant, pane or layout is another picture", async () => {
    const first = await picture(split);
    for (const hash of ["#t=14500", `${split}&by=0`, `${split}&l=rail`, `${split}&m=1`]) {
      const other = await picture(hash);
      const same = first.width === other.width && first.height === other.height;
      if (same) expect(compareImages(first, other).share).toBeGreaterThan(0.0005);
    }
  });

  test("light and dark draw the same marks in the same places", async () => {
    const [light, dark] = [await picture(split), await picture(split, { dark: true })];
    expect([dark.width, dark.height]).toEqual([light.width, light.height]);
    // What is ground in one is ground in the other, but for the soft edges of lines.
    expect(differenceOf(light, dark)).toBeLessThan(0.01);
  });

  test.each(["protanopia", "deuteranopia", "tritanopia"] as const)(
    "with %s no mark gets lost in the ground",
    async (kind) => {
      for (const dark of [false, true]) {
        const seen = await picture(split, { dark });
        expect(differenceOf(seen, colourBlind(seen, kind))).toBeLessThan(0.004);
      }
    },
  );
});
