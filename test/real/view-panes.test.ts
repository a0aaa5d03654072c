// Panes, layouts and messages in the real browser: chosen with keys and buttons, kept in the
// address, drawn at the same places, and scrolled together.
import { describe, expect, test } from "vitest";
import { viewTrace } from "../bench/view-trace.ts";
import { authChainOf } from "../../viz/model/index.ts";
import { scenarioModel, scenarioRecords } from "../viz/scenario-models.ts";
import { syntheticTrace } from "../viz/synthetic-trace.ts";
import { axeFindings } from "./axe.ts";
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

test("the auth chain of what is selected; a click in it selects; a resolution's conflict", async () => {
  const page = await open({ hash: "#t=700000&l=layered&e=15" });
  const chain = authChainOf(model, [15]).events.length;
  expect((await snapshot(page)).drawn["event accepted"]).toBe(chain);
  expect(await page.locator(".layered-words").textContent()).toContain(`${chain} events`);
  const box = await page.locator(".layered-scroller").boundingBox();
  if (box === null) throw new Error("no layered picture");
  // The chain's first event stands alone in the first layer, in the middle.
  await page.mouse.click(box.x + box.width / 2 - 40, box.y + 21);
  const { selected } = await snapshot(page);
  expect(selected).not.toBe(15);
  expect(model.events[selected].auth.length).toBeLessThanOrEqual(1);
  await page.keyboard.press(".");
  await page.locator(".layered-words", { hasText: "in conflict" }).waitFor();
  await viewer.shoot(page, "layered-light");
  await page.keyboard.press("l");
  expect((await snapshot(page)).drawn["event accepted"]).toBe(model.events.length);
  await page.close();
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

describe("servers", () => {
  test("the list says who differs, finds by name, and gives panes", async () => {
    const page = await open({ hash: `#t=${splitMs}&tab=servers` });
    const rows = page.locator(".server-row:visible");
    await rows.first().waitFor();
    expect(await rows.count()).toBe(3);
    expect(await rows.first().textContent()).toMatch(/^alphaS\d+ · ≠ 4 slots/);
    await page.locator(".servers .find").fill("CHAR");
    expect(await rows.count()).toBe(1);
    await rows.first().locator("input").check();
    await page.locator(".servers .find").fill("");
    await rows.filter({ hasText: "alpha" }).locator("input").check();
    expect((await snapshot(page)).panes).toEqual([2, 0]);
    await rows.filter({ hasText: "bravo" }).locator(".link").click();
    expect((await snapshot(page)).asSeenBy).toBe(1);
    await viewer.shoot(page, "servers-light");
    await page.close();
  });

  test("a thousand servers are a few groups that open and scroll", async () => {
    const many = [...viewTrace({ events: 60, servers: 1000 })];
    const page = await open({ records: many, hash: "#t=1100&tab=servers" });
    const rows = page.locator(".server-row:visible");
    await rows.first().waitFor();
    expect(await page.locator(".servers h2").textContent()).toBe("Servers 1000 of 1000");
    const group = rows.filter({ hasText: "▸" }).first();
    const [before, words] = [await rows.count(), (await group.textContent()) ?? ""];
    expect(words).toMatch(/▸ \S+ \+ \d+/);
    await group.locator(".link").click();
    expect(await rows.count()).toBeGreaterThan(before);
    expect(await rows.count()).toBeLessThan(80);
    await page.locator(".server-list").evaluate((list) => (list.scrollTop = list.scrollHeight));
    await viewer.shoot(page, "servers-1000-light");
    await page.close();
  });

  test("lanes of a thousand servers are a few groups that unfold, and say how many have an event", async () => {
    const many = [...viewTrace({ events: 60, servers: 1000 })];
    const page = await open({ records: many, hash: "#t=1500" });
    const heads = page.locator(".head:visible");
    const folded = await heads.count();
    expect(folded).toBeGreaterThan(1);
    expect(folded).toBeLessThan(9);
    expect(await page.locator(".legend .share").count()).toBe(1);
    await viewer.shoot(page, "lanes-1000-folded-light");
    const words = page.locator(".words .row").nth(5);
    const [head, row] = [await heads.first().boundingBox(), await words.boundingBox()];
    if (head === null || row === null) throw new Error("no lanes");
    await page.mouse.move(head.x + head.width / 2, row.y + row.height / 2);
    expect(await page.locator(".tip").textContent()).toMatch(/\d+ of these \d+ servers had it at/);
    await heads.first().click();
    expect((await snapshot(page)).unfolded).toEqual([0]);
    const open12 = await heads.count();
    expect(open12).toBe(folded + 12);
    await viewer.shoot(page, "lanes-1000-unfolded-light");
    await page.waitForFunction(() => location.hash.includes("g=0"));
    await heads.nth(2).click();
    expect((await snapshot(page)).asSeenBy).toBeGreaterThanOrEqual(0);
    await heads.first().click();
    expect((await snapshot(page)).unfolded).toEqual([]);
    // Whoever is looked at keeps a lane.
    expect(await heads.count()).toBe(folded + 1);
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
  });
});

test("the overview shows the whole room; dragging its window scrolls there", async () => {
  const long = syntheticTrace({ events: 2_000, servers: 5 });
  const page = await open({ records: long });
  const strip = await page.locator(".overview").boundingBox();
  if (strip === null) throw new Error("no overview");
  const top = () => page.evaluate(() => document.querySelector(".scroller")?.scrollTop ?? 0);
  const atEnd = await top();
  await page.mouse.move(strip.x + 10, strip.y + strip.height - 4);
  await page.mouse.down();
  await page.mouse.move(strip.x + 10, strip.y + strip.height / 2);
  await page.mouse.up();
  await snapshot(page);
  expect(await top()).toBeLessThan(atEnd * 0.6);
  expect(await top()).toBeGreaterThan(atEnd * 0.4);
  await viewer.shoot(page, "overview-light");
  await page.close();
});

test("states at two points: pinned with keys, around an event, and to the cause", async () => {
  const page = await open({ hash: "#t=9000&by=1" });
  await page.keyboard.press("a");
  await page.keyboard.press("x");
  await page.keyboard.press("b");
  expect(await snapshot(page)).toMatchObject({ a: 1, b: 1, pinA: { kind: "at", value: 9_000 } });
  expect(await page.locator(".points").textContent()).toMatch(/at 0:09\.000 × ↔ at \d:\d\d/);
  await page.waitForFunction(() => location.hash.includes("pa=%409000"));
  await page.keyboard.press("End");
  await page.locator(".row", { hasText: "carol keeps" }).first().click();
  await page
    .locator(".arrivals tr", { hasText: "charlie" })
    .locator("button", { hasText: "Δ" })
    .click();
  await snapshot(page);
  expect(await page.locator(".difference tbody tr").allTextContents()).toEqual([
    expect.stringMatching(/^topicnothing.*carol keeps/),
  ]);
  await viewer.shoot(page, "points-light");
  await page.close();
  // What alpha held in the split, and what it holds now: a resolution brought it.
  const healed = await open({ hash: "#t=677000&a=0&b=0&pb=@30000&tab=state" });
  await healed.locator(".difference tbody button", { hasText: "since when?" }).first().click();
  const { tab, resolution, atMs } = await snapshot(healed);
  expect(tab).toBe("resolution");
  expect(model.resolutions[resolution]).toMatchObject({ server: 0, atMs });
  await healed.close();
});

test("how late events come is a heat map with numbers, and a click finds what was late", async () => {
  const page = await open({ hash: "#tab=servers" });
  await page.locator(".delays summary").click();
  const cell = page.locator('.delays td button[title^="alpha → bravo"]');
  expect(await cell.getAttribute("title")).toMatch(/events, half within .* requests failed$/);
  expect(await axeFindings(page)).toEqual([]);
  await cell.scrollIntoViewIfNeeded();
  await viewer.shoot(page, "delays-light");
  await cell.click();
  const { asSeenBy, query } = await snapshot(page);
  expect([asSeenBy, query]).toEqual([1, "server:alpha is:late"]);
  await page.close();
});
