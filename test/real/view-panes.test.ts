// Panes, layouts and messages in the real browser: chosen with keys and buttons, kept in the
// address, drawn at the same places, and scrolled together.
import { describe, expect, test } from "vitest";
import { scenarioModel, scenarioRecords } from "../viz/scenario-models.ts";
import { snapshot, Viewer, type Opening } from "./viewer.ts";

const records = scenarioRecords("netsplit-ban");
const model = scenarioModel("netsplit-ban");
const viewer = new Viewer();
const open = (options: Partial<Opening> = {}) => viewer.open({ records, ...options });
const splitMs = 30_000;

describe("panes", () => {
  test("v opens those that differ; each shows ghosts for what its server lacks", async () => {
    const page = await open({ hash: `#t=${splitMs}` });
    await page.keyboard.press("v");
    const { panes, drawn } = await snapshot(page);
    expect(panes).toEqual([1, 0]);
    expect(await page.locator(".head:visible .name").allTextContents()).toEqual(["bravo", "alpha"]);
    const made = model.events.filter(({ atMs }) => atMs <= splitMs);
    const lacks = (server: number) =>
      made.filter(({ index }) => model.arrivals.entryAt(server, index, splitMs) < 0).length;
    expect(lacks(0)).toBeGreaterThan(0);
    expect(drawn["event unknown"]).toBe(lacks(0) + lacks(1));
    await viewer.shoot(page, "panes-light");
    await page.waitForFunction(() => location.hash.includes("p=1%2C0"));
    const again = await open({ hash: new URL(page.url()).hash, dark: true });
    expect((await snapshot(again)).panes).toEqual([1, 0]);
    await again.keyboard.press("l");
    await viewer.shoot(again, "panes-rail-dark");
    await again.locator(".pane-chips .chip", { hasText: "alpha" }).click();
    expect((await snapshot(again)).panes).toEqual([1]);
    await again.close();
    await page.close();
  });

  test("a click in any pane selects the event, and all panes show where it stands", async () => {
    const page = await open({ hash: `#t=${splitMs}&p=0,1` });
    const row = await page.locator(".row", { hasText: "bans @carol" }).boundingBox();
    const head = await page.locator(".head", { hasText: "bravo" }).boundingBox();
    if (row === null || head === null) throw new Error("row or head is not in sight");
    const at = { x: head.x + head.width / 2, y: row.y + row.height / 2 };
    await page.mouse.move(at.x, at.y);
    expect(await page.locator(".tip").textContent()).toMatch(/^bravo did not have it at /);
    await page.mouse.click(at.x, at.y);
    const { selected } = await snapshot(page);
    expect(model.events[selected].content["membership"]).toBe("ban");
    await page.close();
  });
});

describe("layouts", () => {
  test("l goes from lanes to few columns, t to true time and back", async () => {
    const page = await open();
    await page.keyboard.press("l");
    expect(await snapshot(page)).toMatchObject({ layout: "rail" });
    expect((await snapshot(page)).drawn["event accepted"]).toBe(model.events.length);
    expect(await page.locator(".head:visible").count()).toBe(0);
    await viewer.shoot(page, "rail-light");
    const height = () => page.evaluate(() => document.querySelector(".sizer")?.clientHeight ?? 0);
    const byRank = await height();
    await page.keyboard.press("t");
    await snapshot(page);
    expect(await height()).toBeGreaterThan(byRank * 1.5);
    await viewer.shoot(page, "true-time-light");
    await page.locator(".segments button", { hasText: "Swim" }).click();
    await page.keyboard.press("t");
    expect(await snapshot(page)).toMatchObject({ layout: "swim", rowsBy: "rank" });
    expect(await height()).toBe(byRank);
    await page.close();
  });
});

test("messages are drawn over lanes, and a selected event's own stand out", async () => {
  const page = await open({ hash: "#t=60000" });
  const before = (await snapshot(page)).drawn["line"];
  await page.locator(".picture-bar button", { hasText: "Messages" }).click();
  const { drawn, messages } = await snapshot(page);
  expect(messages).toBe(true);
  expect(drawn["line"]).toBeGreaterThan(before + 20);
  await page.locator(".row", { hasText: "bans @carol" }).click();
  await viewer.shoot(page, "messages-light");
  await page.close();
});
