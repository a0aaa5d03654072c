// What a page costs in headless Chromium, for `npm run bench:view`: time to the first picture, frames
// while panning, zooming and playing, jumps in time, a search, memory and processor time.
import { readFileSync, statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";

/** Figures by name, in the order in which they are printed. */
export type Figures = Record<string, number>;

/** The replay page. */
export async function measureOurs(browser: Browser, file: string): Promise<Figures> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on("pageerror", (error) => console.log(`error on the page: ${String(error)}`));
  const began = performance.now();
  await page.goto(pathToFileURL(file).href);
  await page.waitForFunction(() => window.__rashomon !== undefined);
  await page.evaluate(() => window.__rashomon?.idle());
  const firstMs = since(began);
  const figures: Figures = {
    "file, MB": Math.round(statSync(file).size / 10_000) / 100,
    "first picture, ms": firstMs,
    "heap, MB": await heapOf(page),
  };
  const took = await page.evaluate(() => window.__rashomon?.snapshot().took);
  if (took !== undefined) {
    figures["read in the worker, ms"] = Math.round(took.readMs);
    figures["laid out in the worker, ms"] = Math.round(took.layoutMs);
  }
  for (const [name, code] of Object.entries({ pan, zoom, "pan far away": farAway, play })) {
    const before = await processorMs(browser);
    figures[`${name}, p95 frame, ms`] = await framesWhile(page, code);
    const spent = ((await processorMs(browser)) - before) / framesMax;
    figures[`${name}, processor a frame, ms`] = Math.round(spent * 10) / 10;
  }
  const jumps = await page.evaluate(jump);
  figures["jump to any time, p50, ms"] = part(jumps, 0.5);
  figures["jump to any time, p95, ms"] = part(jumps, 0.95);
  const searches = await page.evaluate(search);
  figures["first search, ms"] = Math.round(searches[0]);
  figures["search, p95, ms"] = part(searches.slice(1), 0.95);
  const peak = await peakOf(browser);
  if (peak > 0) figures["memory at most, MB"] = peak;
  await page.close();
  return figures;
}

/** A page that is one SVG. */
export async function measureSvg(browser: Browser, file: string): Promise<Figures> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(300_000);
  const began = performance.now();
  await page.goto(pathToFileURL(file).href, { timeout: 300_000 });
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  const figures: Figures = {
    "file, MB": Math.round(statSync(file).size / 10_000) / 100,
    "first picture, ms": since(began),
  };
  figures["heap, MB"] = await heapOf(page);
  figures["pan, p95 frame, ms"] = await framesWhile(
    page,
    `
    document.scrollingElement.scrollTop += 613;`,
    60,
  );
  figures["zoom, p95 frame, ms"] = await framesWhile(
    page,
    `
    const g = document.querySelector("svg > g");
    g.setAttribute("transform", "scale(1 " + (0.3 + (frame % 10) / 10) + ")");`,
    20,
  );
  figures["pan far away, p95 frame, ms"] = await framesWhile(
    page,
    `
    const g = document.querySelector("svg > g");
    g.setAttribute("transform", "translate(0 " + frame + ") scale(1 0.0004)");`,
    20,
  );
  await page.close();
  return figures;
}

const framesMax = 200;
const pan = `document.querySelector(".scroller").scrollTop = 1000 + frame * 613;`;
const zoom = `
  const scroller = document.querySelector(".scroller");
  const deltaY = frame % 80 < 40 ? 40 : -40;
  const at = { clientX: 300, clientY: 400, ctrlKey: true, cancelable: true, bubbles: true };
  scroller.dispatchEvent(new WheelEvent("wheel", { ...at, deltaY }));`;
const farAway = `
  if (frame === 0) document.dispatchEvent(new KeyboardEvent("keydown", { key: "f" }));
  const keys = { key: frame % 2 ? "+" : "-" };
  document.dispatchEvent(new KeyboardEvent("keydown", keys));
  document.querySelector(".scroller").scrollTop = (frame * 37) % 400;`;
const play = `
  if (frame === 0) {
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "F" }));
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "Home" }));
    document.dispatchEvent(new KeyboardEvent("keydown", { key: " " }));
  }
  if (frame === 199) document.dispatchEvent(new KeyboardEvent("keydown", { key: " " }));`;

/** The time that 95 % of frames stay below while a piece of code runs before each. */
async function framesWhile(page: Page, code: string, frames = framesMax): Promise<number> {
  const gaps = await page.evaluate<number[]>(`(async () => {
    const gaps = [];
    const next = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await next();
    let last = performance.now();
    for (let frame = 0; frame < ${frames}; frame++) {
      ${code}
      await next();
      const now = performance.now();
      gaps.push(now - last);
      last = now;
    }
    return gaps;
  })()`);
  return part(gaps, 0.95);
}

/** How long fifty jumps to scattered times take until all is on screen. */
async function jump(): Promise<number[]> {
  const times: number[] = [];
  const hook = window.__rashomon;
  if (hook === undefined) throw new Error("the page has no hook");
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "End" }));
  await hook.idle();
  const endMs = hook.snapshot().atMs;
  for (let at = 1; at <= 50; at++) {
    const started = performance.now();
    await hook.seek(Math.floor((((at * 37) % 50) / 50) * endMs));
    times.push(performance.now() - started);
  }
  return times;
}

/** How long searches take until their matches are on screen; the first makes an index. */
async function search(): Promise<number[]> {
  const field = document.querySelector<HTMLInputElement>(".find");
  const hook = window.__rashomon;
  if (field === null || hook === undefined) throw new Error("the page has no search field");
  const times: number[] = [];
  const queries = ["topic", "user17", "type:topic", "verdict:soft-failed", "s3 topic", "user4"];
  for (const query of queries) {
    field.focus();
    field.value = query;
    const started = performance.now();
    // Enter does not wait for a pause in typing.
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    await hook.idle();
    times.push(performance.now() - started);
  }
  return times;
}

/** Processor time of all of the browser's processes so far. */
async function processorMs(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0);
}

/** The most memory that the page's process ever held; 0 where the system does not tell. */
async function peakOf(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const peaks = processInfo.map(({ type, id }) => {
    if (type !== "renderer") return 0;
    try {
      const status = readFileSync(`/proc/${id}/status`, "utf8");
      return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1000;
    } catch {
      return 0;
    }
  });
  return Math.round(Math.max(0, ...peaks));
}

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const { usedSize, backingStorageSize } = await session.send("Runtime.getHeapUsage");
  return Math.round((usedSize + backingStorageSize) / 1e6);
}

function part(list: readonly number[], share: number): number {
  const sorted = [...list].sort((x, y) => x - y);
  return Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
}

function since(start: number): number {
  return Math.round(performance.now() - start);
}
