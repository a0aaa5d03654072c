// What if and comparisons in a real browser: a history is changed, a story is told again in the page,
// another run is opened beside this one, and a link leads back to the change.
import { describe, expect, test } from "vitest";
import { writeTrace } from "../../sim/trace/write.ts";
import { buildModel } from "../../viz/model/model.ts";
import { scenarioRecords } from "../viz/scenario-models.ts";
import { snapshot, Viewer } from "./viewer.ts";

const records = scenarioRecords("netsplit-ban");
const model = buildModel(records);
const ban = model.events.findIndex(({ content }) => content["membership"] === "ban");
const viewer = new Viewer();

describe("what if", () => {
  test("an event is left out: the page says what would differ, and a link leads back", async () => {
    const page = await viewer.open({ records, hash: `#e=${ban}` });
    await page.keyboard.press("i");
    const panel = page.locator(".panel.what-if");
    await panel.locator("button", { hasText: "Leave it out" }).click();
    await snapshot(page);
    expect(await panel.locator(".verdict-line").textContent()).toMatch(/ends with \d+ slots/);
    const topic = panel.locator(".slots tr", { hasText: "topic" });
    expect(await topic.textContent()).toContain("nothing@carol:charlie sets topic");
    await viewer.shoot(page, "what-if-light");
    await page.waitForFunction(() => location.hash.includes("if=drop"));
    const again = await viewer.open({ records, hash: new URL(page.url()).hash, dark: true });
    expect(await again.locator(".what-if .verdict-line").count()).toBe(1);
    await viewer.shoot(again, "what-if-dark");
    await again.locator(".what-if .link", { hasText: "As it was" }).click();
    await snapshot(again);
    expect(await again.locator(".what-if .body").textContent()).toContain("Nothing is changed");
    await page.close();
    await again.close();
  });

  test("other rules for the same history: version and dialect", async () => {
    const page = await viewer.open({ records, hash: "#tab=what-if" });
    const panel = page.locator(".panel.what-if");
    await panel.locator("select").first().selectOption("11");
    await snapshot(page);
    expect(await panel.locator(".chip").allTextContents()).toEqual(["version 11 ×"]);
    expect(await panel.locator(".verdict-line").count()).toBe(1);
    await panel.locator(".chip").click();
    await snapshot(page);
    expect(await panel.locator(".chip").count()).toBe(0);
    await page.close();
  });

  test("the story is told again without a step, and stands beside the run", async () => {
    const page = await viewer.open({ records, hash: "#tab=what-if" });
    const story = page.locator(".panel.story");
    await story.locator("button.primary").click();
    expect(await story.textContent()).toContain("Change something first");
    await story.locator("summary").click();
    await story.locator("label", { hasText: "ban @carol" }).click();
    await story.locator("button.primary").click();
    const compare = page.locator(".panel.compare");
    await compare.locator(".verdict-line", { hasText: "They part at" }).waitFor();
    expect(await compare.textContent()).toContain("the story again, without 1 step");
    await viewer.shoot(page, "compare-story-light");
    await compare.locator("button", { hasText: "Open that run" }).click();
    await page.locator("header h1").waitFor();
    expect(await page.locator(".row", { hasText: "bans" }).count()).toBe(0);
    await page.close();
  });

  test("another run's file is compared: where they part, and what both end with", async () => {
    const page = await viewer.open({ records, hash: "#tab=compare" });
    const text = writeTrace(scenarioRecords("netsplit-ban", "2"));
    const asked = page.waitForEvent("filechooser");
    await page.evaluate(() => 0);
    await page.locator(".compare button", { hasText: "Compare with a file" }).click();
    await (
      await asked
    ).setFiles({
      ...{ name: "seed-2.ndjson", mimeType: "text/plain" },
      buffer: Buffer.from(text),
    });
    const line = page.locator(".compare .verdict-line");
    await line.waitFor();
    await line.locator("button").click();
    expect((await snapshot(page)).atMs).toBeLessThan(model.endMs);
    expect(await page.locator(".compare").textContent()).toContain("seed-2.ndjson");
    expect(await page.locator(".two-servers h3").count()).toBeGreaterThan(0);
    await viewer.shoot(page, "compare-runs-light");
    await page.close();
  });
});
