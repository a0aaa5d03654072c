// What a page costs in headless Chromium, for `npm run bench:view`: time to the first picture, frames
// while panning, zooming and playing, jumps in time, searches, memory.
import { readFileSync, statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { framesWhile, part, stepsOf, type Steps } from "./view-frames.ts";
import type { Ahead } from "./view-machine.ts";
import type { Figure, Size } from "./view-table.ts";

/** From so many servers on, it is the servers that are measured. */
const manyServers = 1_000;
const framesMax = 200;

/** The replay page. */
export async function measureOurs(
  browser: Browser,
  file: string,
  { servers }: Size,
  ahead: Ahead,
): Promise<Figure[]> {
  const page = await newPage(browser);
  const figures = await opening(page, file, async () => {
    await page.waitForFunction(() => window.__rashomon !== undefined);
    await page.evaluate(() => window.__rashomon?.idle());
  });
  const took = await page.evaluate(() => window.__rashomon?.snapshot().took);
  if (took !== undefined) {
    figures.push({ name: "read in the worker, ms", value: Math.round(took.readMs) });
    figures.push({ name: "laid out in the worker, ms", value: Math.round(took.layoutMs) });
  }
  await ahead(browser);
  const actions = { "empty frame": "", ...moves, ...(servers < manyServers ? {} : serverMoves) };
  for (const [name, code] of Object.entries(actions)) {
    const before = await processorMs(browser);
    const steps = await framesWhile(browser, page, { code, frames: framesMax });
    const spent = ((await processorMs(browser)) - before) / framesMax;
    figures.push(p95(`${name}, p95 frame, ms`, steps));
    figures.push({ name: "  processor a frame, all of the browser", value: tenths(spent) });
  }
  figures.push(p95("jump to any time, p95, ms", await stepsOf(browser, page, jumps)));
  const found = await stepsOf(browser, page, searches);
  figures.push({
    ...{ name: "first search, ms", value: tenths(found.wallMs[0]) },
    processorMs: tenths(found.processorMs[0]),
  });
  const { wallMs, processorMs: own } = found;
  figures.push(
    p95("search, p95, ms", { ...found, wallMs: wallMs.slice(1), processorMs: own.slice(1) }),
  );
  figures.push({ name: "longest hold-up by a search, ms", value: tenths(found.longestMs) });
  const peak = await peakOf(browser);
  if (peak > 0) figures.push({ name: "memory at most, MB", value: peak });
  return figures;
}

/** A page that is one SVG. */
export async function measureSvg(browser: Browser, file: string, ahead: Ahead): Promise<Figure[]> {
  const page = await newPage(browser);
  page.setDefaultTimeout(120_000);
  const figures = await opening(page, file, async () => {
    const twoFrames = () =>
      new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    await page.evaluate(twoFrames);
  });
  await ahead(browser);
  for (const [name, { code, frames }] of Object.entries(svgMoves)) {
    figures.push(p95(`${name}, p95 frame, ms`, await framesWhile(browser, page, { code, frames })));
  }
  return figures;
}

function newPage(browser: Browser): Promise<Page> {
  return browser.newPage({ viewport: { width: 1280, height: 800 } });
}

/** `ready` resolves when the first picture stands. */
async function opening(page: Page, file: string, ready: () => Promise<void>): Promise<Figure[]> {
  page.on("pageerror", (error) => console.log(`error on the page: ${String(error)}`));
  const began = performance.now();
  await page.goto(pathToFileURL(file).href, { timeout: 120_000 });
  await ready();
  const firstMs = Math.round(performance.now() - began);
  const session = await page.context().newCDPSession(page);
  const { usedSize, backingStorageSize } = await session.send("Runtime.getHeapUsage");
  return [
    { name: "file, MB", value: Math.round(statSync(file).size / 10_000) / 100 },
    { name: "first picture, ms", value: firstMs },
    { name: "heap, MB", value: Math.round((usedSize + backingStorageSize) / 1e6) },
  ];
}

/** What happens before each frame, by its name in the table. */
const moves: Readonly<Record<string, string>> = {
  pan: `
    const scroller = document.querySelector(".scroller");
    window.deep ??= scroller.scrollHeight - scroller.clientHeight;
    scroller.scrollTop = (1000 + frame * 613) % window.deep;`,
  zoom: `
    const scroller = document.querySelector(".scroller");
    const deltaY = frame % 80 < 40 ? 40 : -40;
    const at = { clientX: 300, clientY: 400, ctrlKey: true, cancelable: true, bubbles: true };
    scroller.dispatchEvent(new WheelEvent("wheel", { ...at, deltaY }));`,
  "pan far away": `
    const press = (key) => document.dispatchEvent(new KeyboardEvent("keydown", { key }));
    if (frame === 0) press("f");
    press(frame % 2 ? "+" : "-");
    document.querySelector(".scroller").scrollTop = (frame * 37) % 400;`,
  play: `
    const press = (key) => document.dispatchEvent(new KeyboardEvent("keydown", { key }));
    if (frame === 0) for (const key of ["F", "Home", " "]) press(key);
    if (frame === ${framesMax - 1}) press(" ");`,
};

const serverMoves: Readonly<Record<string, string>> = {
  "list of servers": `
    if (frame === 0) document.querySelector("#tab-servers").click();
    const list = document.querySelector(".server-list");
    const grouped = document.querySelector(".server-tools input[type=checkbox]");
    if (frame > 0 && grouped.checked) grouped.click();
    if (frame > 0) list.scrollTop = frame * 97;`,
  "panes side by side": `
    const press = (key) => document.dispatchEvent(new KeyboardEvent("keydown", { key }));
    if (frame === 0) press("v");
    document.querySelector(".scroller").scrollTop = (frame * 37) % 2000;`,
  "play with panes": `
    const press = (key) => document.dispatchEvent(new KeyboardEvent("keydown", { key }));
    if (frame === 0) for (const key of ["Home", " "]) press(key);
    if (frame === ${framesMax - 1}) press(" ");`,
};

const svgMoves: Readonly<Record<string, { code: string; frames: number }>> = {
  pan: { code: "document.scrollingElement.scrollTop += 613;", frames: 60 },
  zoom: {
    code: `
      const g = document.querySelector("svg > g");
      g.setAttribute("transform", "scale(1 " + (0.3 + (frame % 10) / 10) + ")");`,
    frames: 10,
  },
  "pan far away": {
    code: `
      const g = document.querySelector("svg > g");
      g.setAttribute("transform", "translate(0 " + frame + ") scale(1 0.0004)");`,
    frames: 10,
  },
};

/** Fifty jumps to scattered times, each until all is on screen. */
const jumps = `
  const hook = window.__rashomon;
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "End" }));
  await hook.idle();
  const endMs = hook.snapshot().atMs;
  step();
  for (let at = 1; at <= 50; at++) {
    await hook.seek(Math.floor((((at * 37) % 50) / 50) * endMs));
    step();
  }`;

/** Searches, each until its matches are on screen; the first makes an index. */
const searches = `
  const field = document.querySelector(".find");
  const queries = ["topic", "user17", "type:topic", "verdict:soft-failed", "s3 topic", "user4"];
  step();
  for (const query of queries) {
    field.focus();
    field.value = query;
    // Enter does not wait for a pause in typing.
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    await window.__rashomon.idle();
    step();
  }`;

function p95(name: string, { wallMs, processorMs: own }: Steps): Figure {
  return { name, value: part(wallMs, 0.95), processorMs: part(own, 0.95) };
}

/** Processor time of all of the browser's processes so far. */
async function processorMs(browser: Browser): Promise<number> {
  const processes = await processesOf(browser);
  return processes.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0);
}

/** The most memory that the page's process ever held; 0 where the system does not tell. */
async function peakOf(browser: Browser): Promise<number> {
  const processes = await processesOf(browser);
  const peaks = processes.map(({ type, id }) => {
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

async function processesOf(browser: Browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo;
}

function tenths(value = 0): number {
  return Math.round(value * 10) / 10;
}
