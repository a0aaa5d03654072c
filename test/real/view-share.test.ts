// Saving from the page in a real browser: pictures, a TARDIS scenario that the page opens again, and
// the smallest plan that breaks the same check.
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { scenarios } from "../../scenarios/index.ts";
import { generate, run } from "../../sim/run/index.ts";
import { scenarioRecords } from "../viz/scenario-models.ts";
import { Viewer } from "./viewer.ts";

const viewer = new Viewer();
const records = scenarioRecords("netsplit-ban");

/** The file that the page saves when something is done to it. */
async function saved(
  page: Page,
  act: () => Promise<void>,
): Promise<{ name: string; data: Buffer }> {
  const download = page.waitForEvent("download");
  await act();
  const file = await download;
  return { name: file.suggestedFilename(), data: readFileSync(await file.path()) };
}

const command = async (page: Page, words: string) => {
  await page.keyboard.press("Control+k");
  await page.locator(".palette[open]").waitFor();
  await page.keyboard.type(words);
  await page.keyboard.press("Enter");
};

describe("share", () => {
  test("a picture is saved as SVG and as PNG", async () => {
    const page = await viewer.open({ records });
    const svg = await saved(page, () => page.keyboard.press("s"));
    expect(svg.name).toBe("netsplit-ban-1.svg");
    expect(svg.data.toString("utf8")).toContain("bans @carol");
    const png = await saved(page, () => page.keyboard.press("S"));
    expect(png.name).toBe("netsplit-ban-1.png");
    expect(png.data.subarray(1, 4).toString("latin1")).toBe("PNG");
    await page.close();
  });

  test("a TARDIS scenario is saved, and the page opens it", async () => {
    const page = await viewer.open({ records });
    const { data } = await saved(page, () => command(page, "save tardis"));
    await page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      document.body.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, clipboardData }));
    }, data.toString("utf8"));
    await page.locator("header h1", { hasText: "pasted text" }).waitFor();
    await page.close();
  });

  test("the smallest plan that breaks the same check is worked out in the page", async () => {
    const story = scenarios.get("stale-state");
    if (story === undefined) throw new Error("no scenario");
    const plan = generate(story, { seed: "1", roomVersion: "11" });
    const page = await viewer.open({ records: run(plan).records });
    const { data } = await saved(page, () => command(page, "smallest plan"));
    const smallest = JSON.parse(data.toString("utf8")) as typeof plan;
    expect(smallest.steps.length).toBeLessThan(plan.steps.length);
    expect(run(smallest).outcome).toBe("broken");
    await page.locator(".notice", { hasText: "steps: " }).waitFor();
    await page.close();
  });
});
