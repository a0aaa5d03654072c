// Resolutions step by step, whys and the command palette of the replay page, in a real browser.
import { describe, expect, test } from "vitest";
import { buildModel } from "../../viz/model/model.ts";
import { scenarioRecords } from "../viz/scenario-models.ts";
import { snapshot, Viewer } from "./viewer.ts";

const records = scenarioRecords("netsplit-ban");
const model = buildModel(records);
const viewer = new Viewer();
const open = (options: { hash?: string; dark?: boolean } = {}) =>
  viewer.open({ records, ...options });

describe("why", () => {
  test("a resolution is walked through step by step, and the picture lights up", async () => {
    const page = await open({ hash: "#tab=resolution" });
    const panel = page.locator(".panel.resolution");
    expect(await panel.locator(".stage-title").allTextContents()).toEqual([
      ...["Split", "Auth difference", "Conflicted state subgraph", "Power order"],
      ...["First pass of auth checks", "Mainline", "Mainline order"],
      ...["Second pass of auth checks", "Unconflicted state again", "Result"],
    ]);
    expect(await panel.locator("[aria-current=step]").count()).toBe(1);
    expect(await page.locator(".row.veiled").count()).toBeGreaterThan(3);
    for (let step = 0; step < 11; step++) await page.keyboard.press(".");
    const { step, selected } = await snapshot(page);
    expect(step).toBe(11);
    expect(await panel.locator(".cursor").textContent()).toContain("step 12 of 17");
    expect(await panel.locator("tr.check.current").textContent()).toContain(
      "refused by rule 5.5.2",
    );
    expect(model.events[selected].content["membership"]).toBe("leave");
    await viewer.shoot(page, "resolution-light");
    await panel.locator(".stage-title", { hasText: "Result" }).click();
    expect((await snapshot(page)).step).toBe(16);
    expect(await panel.locator(".winner").count()).toBeGreaterThan(3);
    await viewer.shoot(page, "resolution-result-light");
    await page.close();
  });

  test("a why is asked at a soft-failed event and answered with a chain that can be followed", async () => {
    const page = await open();
    await page.locator(".row", { hasText: "sets topic" }).click();
    const rows = page.locator(".panel.event .arrivals tbody tr", { hasText: "soft-failed" });
    await rows.locator(".ask-why").first().click();
    const answer = page.locator(".answer");
    expect(await answer.locator(".verdict-line").textContent()).toContain("is not joined (ban)");
    await answer.locator(".chain .link", { hasText: "bans @carol" }).click();
    const { selected, tab } = await snapshot(page);
    expect(tab).toBe("why");
    expect(model.events[selected].content["membership"]).toBe("ban");
    await page.keyboard.press("k");
    await page.close();
  });

  test("why it is not in the state leads to the resolution that refused it", async () => {
    const topic = model.events.findIndex(({ type }) => type === "m.room.topic");
    const hash = `#e=${topic}&tab=why&ask=not-in-state@1`;
    const page = await open({ hash, dark: true });
    expect(await page.locator(".verdict-line").textContent()).toContain("until 11:14.071");
    await viewer.shoot(page, "why-dark");
    await page.locator(".chain .link", { hasText: "open the resolution" }).first().click();
    const { tab, resolution, atMs } = await snapshot(page);
    expect(tab).toBe("resolution");
    expect(model.resolutions[resolution]).toMatchObject({ server: 1, atMs });
    await page.close();
  });

  test("a query marks what it finds, its keys walk through it, its chips take terms out", async () => {
    const page = await open();
    await page.keyboard.press("/");
    await page.keyboard.type("is:state sender:@carol -type:member");
    await page.keyboard.press("Enter");
    const topic = model.events.findIndex(({ type }) => type === "m.room.topic");
    expect((await snapshot(page)).selected).toBe(topic);
    expect(await page.locator(".finder .count").textContent()).toBe("1 of 1");
    await page.locator(".found .chip", { hasText: "-type:member" }).click();
    await snapshot(page);
    expect(await page.locator(".finder .count").textContent()).toMatch(/of 3$/);
    await page.locator(".scroller").click({ position: { x: 150, y: 20 } });
    await page.keyboard.press("g");
    const first = (await snapshot(page)).selected;
    await page.keyboard.press("g");
    expect((await snapshot(page)).selected).toBeGreaterThan(first);
    await viewer.shoot(page, "find-light");
    await page.waitForFunction(() => location.hash.includes("q=is"));
    const again = await open({ hash: new URL(page.url()).hash });
    expect(await again.locator(".finder .find").inputValue()).toBe("is:state sender:@carol");
    await page.close();
    await again.close();
  });

  test("the palette finds a command by letters, does it, and gives the focus back", async () => {
    const page = await open();
    await page.keyboard.press("Control+k");
    await page.locator(".palette").waitFor();
    await page.keyboard.type("seen brav");
    expect(await page.locator(".palette-option").allTextContents()).toEqual(["Seen by bravo"]);
    await viewer.shoot(page, "palette-light");
    await page.keyboard.press("Enter");
    const { asSeenBy, palette } = await snapshot(page);
    expect([asSeenBy, palette]).toEqual([1, false]);
    await page.close();
  });
});
