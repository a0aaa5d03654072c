// Filters in the browser: boxes hide rows in the picture and in the list beside it, chips say how
// many, anomalies stay until somebody hides them, and the address brings it all back.
import { expect, test } from "vitest";
import { scenarioRecords } from "../viz/scenario-models.ts";
import { axeFindings } from "./axe.ts";
import { snapshot, Viewer } from "./viewer.ts";

const records = scenarioRecords("netsplit-ban");
const viewer = new Viewer();

test("boxes, chips, counts, anomalies, the address, and keys", async () => {
  const page = await viewer.open({ records });
  const rows = page.locator(".row");
  const all = await rows.count();
  await page.locator(".filter-choice summary").click();
  await page.locator(".facets label", { hasText: "m.room.member" }).click();
  await snapshot(page);
  const bar = page.locator(".filters");
  expect(await bar.textContent()).toContain("6 of 19 events hidden");
  expect(await bar.textContent()).toContain("1 anomaly stays in sight");
  expect(await rows.count()).toBe(all - 6);
  expect(await axeFindings(page)).toEqual([]);
  await viewer.shoot(page, "filter-light");
  await page.keyboard.press("Escape");
  await bar.locator("button", { hasText: "hide them too" }).click();
  await snapshot(page);
  expect(await bar.textContent()).toContain("7 of 19 events hidden");
  expect(await bar.textContent()).toContain("1 anomaly is hidden");
  await page.waitForFunction(() => location.hash.includes("fa=0"));
  await page.reload();
  await page.waitForFunction(() => window.__rashomon !== undefined);
  await snapshot(page);
  expect(await rows.count()).toBe(all - 7);
  await bar.locator(".chip").click();
  await snapshot(page);
  expect(await bar.isVisible()).toBe(false);
  expect(await rows.count()).toBe(all);
  await page.close();
});

test("a filter holds in the auth chain, too", async () => {
  const page = await viewer.open({ records, hash: "#l=layered&e=15" });
  const words = page.locator(".layered-words");
  const marks = async () => {
    const { drawn } = await snapshot(page);
    const events = Object.entries(drawn).filter(([name]) => name.startsWith("event "));
    return events.reduce((sum, [, count]) => sum + count, 0);
  };
  const whole = await marks();
  await page.locator(".filter-choice summary").click();
  await page.locator(".facets label", { hasText: "m.room.power_levels" }).click();
  await page.keyboard.press("Escape");
  await words.filter({ hasText: "hidden by the filter. " }).waitFor();
  expect(await marks()).toBeLessThan(whole);
  expect(await words.textContent()).toContain("Dotted lines lead over hidden events.");
  await viewer.shoot(page, "filter-layered-light");
  await page.close();
});

test("h leaves what the search finds, and h again brings all back; j and k keep to what is shown", async () => {
  const page = await viewer.open({ records, hash: "#q=topic" });
  await page.keyboard.press("h");
  const { filter } = await snapshot(page);
  expect(filter).toBe("topic");
  await page.keyboard.press("k");
  const first = (await snapshot(page)).selected;
  await page.keyboard.press("k");
  const second = (await snapshot(page)).selected;
  expect(second).toBeLessThan(first);
  expect(await page.locator(".row .what").allTextContents()).toContain(
    "@carol:charlie sets topic “carol keeps order here”",
  );
  await page.keyboard.press("h");
  expect((await snapshot(page)).filter).toBe("");
  await page.close();
});
