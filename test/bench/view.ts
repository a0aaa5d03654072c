// `npm run bench:view [-- EVENTS [SERVERS]]` (or `million`, or `servers`): the replay page in headless
// Chromium beside the same file as plain SVG drawn whole, in one run on one machine, each figure
// beside its target. Nothing here is asserted. Above `svgMax` events no browser opens the SVG.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { buildPage, embedModel } from "../../viz/build.ts";
import { swimLayout } from "../../viz/layout/index.ts";
import { gatherModel, openModel } from "../../viz/model/index.ts";
import { startChromium } from "../real/chromium.ts";
import { aheadOfOthers, machineLine, type Ahead } from "./view-machine.ts";
import { measureOurs, measureSvg } from "./view-page.ts";
import { svgPage } from "./view-svg.ts";
import { linesOf, type Figure, type Size } from "./view-table.ts";
import { viewTrace } from "./view-trace.ts";

const usage = `usage: npm run bench:view [-- EVENTS [SERVERS] | million | servers] [--again] [--ahead]
  (nothing)   100,000 events on 6 servers, beside the same as plain SVG
  million     1,000,000 events; takes some minutes, most of them for making the file
  servers     10,000 servers with 200 events
  --again     measure the page that the last run of this size wrote
  --ahead     let the browser run before all other work (Linux, as root): for a busy machine`;

const svgMax = 100_000;
const folder = join(import.meta.dirname, "..", "..", "out", "bench-view");
const named: Readonly<Record<string, Size>> = {
  million: { events: 1_000_000, servers: 6 },
  servers: { events: 200, servers: 10_000 },
};

async function main(): Promise<void> {
  const { size, again, ahead } = readArguments();
  console.log(`The replay page, ${size.events} events on ${size.servers} servers`);
  console.log(await machineLine(ahead));
  const ours = join(folder, `page-${size.events}-${size.servers}.html`);
  const svg = join(folder, `svg-${size.events}-${size.servers}.html`);
  const drawsSvg = size.events <= svgMax && size.servers < 1_000;
  const ready = again && existsSync(ours) && (!drawsSvg || existsSync(svg));
  if (!ready) await writePages(size, { ours, svg: drawsSvg ? svg : undefined });
  const first: Ahead = ahead ? aheadOfOthers : () => Promise.resolve();
  const figures = await inBrowser((browser) => measureOurs(browser, ours, size, first));
  const peer = drawsSvg ? await inBrowser((browser) => measureSvg(browser, svg, first)) : [];
  console.log(linesOf(figures, peer, size).join("\n"));
}

function readArguments(): { size: Size; again: boolean; ahead: boolean } {
  try {
    const { values, positionals } = parseArgs({
      options: {
        again: { type: "boolean" },
        ahead: { type: "boolean" },
        help: { type: "boolean" },
      },
      allowPositionals: true,
    });
    const [first = "100000", second = "6"] = positionals;
    const size = named[first] ?? { events: Number(first), servers: Number(second) };
    if (values.help !== true && size.events >= 1 && size.servers >= 1) {
      return { size, again: values.again === true, ahead: values.ahead === true };
    }
  } catch (cause) {
    console.error(cause instanceof Error ? cause.message : cause);
  }
  console.error(usage);
  process.exit(2);
}

async function writePages(size: Size, paths: { ours: string; svg: string | undefined }) {
  mkdirSync(folder, { recursive: true });
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
  process.stdout.write("Making the trace …");
  const data = gatherModel(viewTrace(size));
  process.stdout.write(` ${seconds()}; writing the page …`);
  writeFileSync(paths.ours, embedModel(await buildPage(), data));
  if (paths.svg !== undefined) writeFileSync(paths.svg, svgPage(swimLayout(openModel(data))));
  console.log(` ${seconds()} in all`);
}

/** A page that does not come to an end is given up: a benchmark must not hang. */
const patienceMs = 150_000;

async function inBrowser(measure: (browser: Browser) => Promise<Figure[]>): Promise<Figure[]> {
  const browser = await startChromium();
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    const words = `the page was not done after ${patienceMs / 1000} s`;
    timer = setTimeout(() => reject(new Error(words)), patienceMs);
  });
  try {
    return await Promise.race([measure(browser), tooLong]);
  } finally {
    clearTimeout(timer);
    await browser.close();
  }
}

await main().catch((cause: unknown) => {
  console.error(cause instanceof Error ? cause.message : cause);
  process.exitCode = 1;
});
