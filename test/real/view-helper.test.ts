// The worker that read a large file stays and works out what takes long: searches, filters, layouts.
// The page says so, takes no answer for another question's, and does all of it itself where its
// surroundings forbid workers.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { matchEvents, parseQuery } from "../../viz/find/index.ts";
import { railLayout } from "../../viz/layout/index.ts";
import { buildModel } from "../../viz/model/index.ts";
import { syntheticTrace } from "../viz/synthetic-trace.ts";
import { snapshot, Viewer } from "./viewer.ts";

const records = syntheticTrace({ events: 10_000, servers: 5 });
const model = buildModel(records);
const countOf = (query: string) => String(matchEvents(model, parseQuery(query)).length);
const viewer = new Viewer();
const count = (page: Page) => page.locator(".finder .count").textContent();
/** Workers that the page has. */
const workers = (page: Page) => page.workers().length;

test("the newest of many quick searches stands, and Enter goes to its first match", async () => {
  const page = await viewer.open({ records });
  expect(workers(page)).toBe(1);
  await page.evaluate(async () => {
    const field = document.querySelector<HTMLInputElement>(".find");
    for (const query of ["/e/", "/a.*b.*c/", "/s/i", "message", "type:member"]) {
      if (field !== null) field.value = query;
      field?.focus();
      field?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });
  const { selected } = await snapshot(page);
  const found = [...matchEvents(model, parseQuery("type:member"))];
  expect(found).toContain(selected);
  expect(await count(page)).toBe(`${found.indexOf(selected) + 1} of ${found.length}`);
  await page.close();
});

test("it says that it searches, and shows nothing of the query before meanwhile", async () => {
  const page = await viewer.open({ records });
  const words = await page.evaluate(async () => {
    const field = document.querySelector<HTMLInputElement>(".find");
    const count = () => document.querySelector(".finder .count")?.textContent ?? "";
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    // What is asked of the worker is held back until the page has said that it searches.
    const held: (() => void)[] = [];
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (this: Worker, order: unknown) {
      held.push(() => postMessage.call(this, order));
    };
    const seen: string[][] = [];
    for (const query of ["message", "type:topic"]) {
      if (field !== null) field.value = query;
      field?.focus();
      field?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
      while (held.length === 0) await frame();
      const words: string[] = [];
      for (let n = 0; n < 3; n++) {
        await frame();
        words.push(count());
      }
      for (const send of held.splice(0)) send();
      await window.__rashomon?.idle();
      seen.push([...new Set(words), count()]);
    }
    return seen;
  });
  const answered = (query: string) => ["searching …", `1 of ${countOf(query)}`];
  expect(words).toEqual([answered("message"), answered("type:topic")]);
  await page.close();
});

test("filters, facets and the rail come from the worker, and are as they are without", async () => {
  const page = await viewer.open({ records });
  const { rows } = railLayout(model);
  await page.keyboard.press("l");
  expect((await snapshot(page)).layout).toBe("rail");
  expect(await page.locator(".words .row").first().getAttribute("aria-setsize")).toBe(
    String(rows.length),
  );
  await viewer.shoot(page, "helper-rail-light");
  await page.locator(".filter-choice summary").click();
  await page.locator(".facets label", { hasText: "m.room.message" }).click();
  await snapshot(page);
  const hidden = countOf("type:=m.room.message -is:anomaly");
  expect(await page.locator(".filters").textContent()).toContain(
    `${hidden} of ${model.events.length} events hidden`,
  );
  const shown = rows.length - Number(hidden);
  expect(await page.locator(".words .row").first().getAttribute("aria-setsize")).toBe(
    String(shown),
  );
  await page.close();
});

test("the auth chain takes in a filter whose answer comes late", async () => {
  // Create, a member, power levels and join rules are what every later event rests on.
  const founding = records
    .flatMap((record) => (record.kind === "event" ? [record.id] : []))
    .slice(0, 4);
  const chained = records.map((record) => {
    if (record.kind !== "event" || record.index < 8) return record;
    return { ...record, pdu: { ...(record.pdu as object), auth_events: founding } };
  });
  const page = await viewer.open({ records: chained, hash: "#l=layered&e=9000" });
  const marks = async () => {
    const { drawn } = await snapshot(page);
    const events = Object.entries(drawn).filter(([name]) => name.startsWith("event "));
    return events.reduce((sum, [, count]) => sum + count, 0);
  };
  const words = () => page.locator(".layered-words").textContent();
  const whole = await marks();
  await page.locator(".filter-choice summary").click();
  const facet = page.locator(".facets label", { hasText: "m.room.member" });
  await facet.waitFor();
  // The order of the filter is held back: what the page draws meanwhile is the whole chain.
  await page.evaluate(() => {
    const { postMessage } = Worker.prototype;
    const held: (() => void)[] = [];
    Worker.prototype.postMessage = function (this: Worker, order: unknown) {
      held.push(() => postMessage.call(this, order));
    };
    addEventListener("release", () => {
      Worker.prototype.postMessage = postMessage;
      for (const send of held) send();
    });
  });
  await facet.click();
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => location.hash.includes("f="));
  expect(await words()).not.toContain("hidden by the filter");
  // No key, no pointer: the answer alone has to bring the picture up to date.
  await page.evaluate(() => dispatchEvent(new Event("release")));
  await page.locator(".layered-words", { hasText: "hidden by the filter" }).waitFor();
  expect(await marks()).toBeLessThan(whole);
  await page.close();
});

test("where workers are forbidden the page opens all the same, searches and lays out", async () => {
  const forbid = (html: string) => {
    expect(html).toContain("worker-src blob:");
    return html.replace("worker-src blob:", "worker-src 'none'");
  };
  const page = await viewer.open({ records, changed: forbid });
  viewer.forgive();
  expect(workers(page)).toBe(0);
  await page.locator(".find").fill("type:topic");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.keyboard.press("l");
  expect((await snapshot(page)).layout).toBe("rail");
  expect(await count(page)).toBe(`1 of ${countOf("type:topic")}`);
  await page.close();
});
