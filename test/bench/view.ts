// `npm run bench:view [EVENTS [SERVERS]]`: the replay page in headless Chromium beside the same file
// as plain SVG drawn whole, in one run on one machine. It prints how long the first picture takes,
// what frames take while panning, zooming and playing, and what a jump in time takes. The ratios
// are what counts; nothing here is asserted.
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { writeTrace } from "../../sim/trace/write.ts";
import { buildPage, embedTrace } from "../../viz/build.ts";
import { swimLayout } from "../../viz/layout/index.ts";
import { buildModel } from "../../viz/model/index.ts";
import { startChromium } from "../real/chromium.ts";
import { svgPage } from "./view-svg.ts";
import { viewTrace } from "./view-trace.ts";

const [events = 100_000, servers = 6] = process.argv.slice(2).map(Number);
const folder = join(import.meta.dirname, "..", "..", "out", "bench-view");

const ours = join(folder, "ours.html");
const svg = join(folder, "svg.html");

type Figures = Record<string, number>;

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  console.log(`Making a trace of ${events} events on ${servers} servers …`);
  const records = viewTrace({ events, servers });
  const started = performance.now();
  writeFileSync(ours, embedTrace(await buildPage(), writeTrace(records)));
  console.log(`${records.length} records; the page was written in ${since(started)} ms`);
  const model = buildModel(records);
  writeFileSync(svg, svgPage(swimLayout(model)));

  const browser = await startChromium();
  const [a, b] = [await measureOurs(browser, model.endMs), await measureSvg(browser)];
  await browser.close();
  console.log("");
  console.log(
    `${"".padEnd(34)}${"ours".padStart(10)}${"plain SVG".padStart(12)}${"ratio".padStart(9)}`,
  );
  for (const [name, mine] of Object.entries(a)) {
    const theirs = b[name];
    const ratio = theirs === undefined ? "" : `${(theirs / Math.max(mine, 0.1)).toFixed(1)}×`;
    const shown = theirs === undefined ? "–" : String(theirs);
    console.log(
      `${name.padEnd(34)}${String(mine).padStart(10)}${shown.padStart(12)}${ratio.padStart(9)}`,
    );
  }
}

async function measureOurs(browser: Browser, endMs: number): Promise<Figures> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on("pageerror", (error) => console.log(`error on the page: ${String(error)}`));
  const began = performance.now();
  await page.goto(pathToFileURL(ours).href);
  await page.waitForFunction(() => window.__rashomon !== undefined);
  await page.evaluate(() => window.__rashomon?.idle());
  const firstMs = since(began);
  const megabytes = Math.round(statSync(ours).size / 10_000) / 100;
  const heap = await heapOf(page);
  const figures: Figures = {
    "file, MB": megabytes,
    "heap, MB": heap,
    "first picture, ms": firstMs,
    "pan, p95 frame, ms": await framesWhile(page, pan),
    "zoom, p95 frame, ms": await framesWhile(page, zoom),
    "pan far away, p95 frame, ms": await framesWhile(page, farAway),
    "play, p95 frame, ms": await framesWhile(page, play),
  };
  const jumps = await page.evaluate(jump, endMs);
  figures["jump to any time, p50, ms"] = part(jumps, 0.5);
  figures["jump to any time, p95, ms"] = part(jumps, 0.95);
  await page.close();
  return figures;
}

async function measureSvg(browser: Browser): Promise<Figures> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(300_000);
  const began = performance.now();
  await page.goto(pathToFileURL(svg).href, { timeout: 300_000 });
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  const figures: Figures = {
    "file, MB": Math.round(statSync(svg).size / 10_000) / 100,
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
async function framesWhile(page: Page, code: string, frames = 200): Promise<number> {
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
async function jump(endMs: number): Promise<number[]> {
  const times: number[] = [];
  for (let at = 1; at <= 50; at++) {
    const started = performance.now();
    await window.__rashomon?.seek(Math.floor((((at * 37) % 50) / 50) * endMs));
    times.push(performance.now() - started);
  }
  return times;
}

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return Math.round(usedSize / 1e6);
}

function part(list: readonly number[], share: number): number {
  const sorted = [...list].sort((x, y) => x - y);
  return Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
}

function since(start: number): number {
  return Math.round(performance.now() - start);
}

await main();
