// `npm run bench:view [EVENTS [SERVERS]]` (or `million`, or `servers`): the replay page in headless
// Chromium beside the same file as plain SVG drawn whole, in one run on one machine. The ratios are
// what counts; nothing here is asserted. Above `svgMax` events no browser opens the SVG.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildPage, embedModel } from "../../viz/build.ts";
import { swimLayout } from "../../viz/layout/index.ts";
import { gatherModel, openModel } from "../../viz/model/index.ts";
import { startChromium } from "../real/chromium.ts";
import { measureOurs, measureSvg, type Figures } from "./view-page.ts";
import { svgPage } from "./view-svg.ts";
import { viewTrace } from "./view-trace.ts";

const svgMax = 100_000;
const folder = join(import.meta.dirname, "..", "..", "out", "bench-view");
const named: Readonly<Record<string, readonly [events: number, servers: number]>> = {
  million: [1_000_000, 6],
  servers: [200, 10_000],
};

async function main([first = "100000", second = "6"]: string[]): Promise<void> {
  const [events, servers] = named[first] ?? [Number(first), Number(second)];
  if (!(events > 0 && servers > 0)) {
    console.error("usage: npm run bench:view [EVENTS [SERVERS]] | million | servers");
    process.exit(2);
  }
  mkdirSync(folder, { recursive: true });
  const [ours, svg] = [join(folder, "ours.html"), join(folder, "svg.html")];
  console.log(`Making a trace of ${events} events on ${servers} servers …`);
  const started = performance.now();
  const data = gatherModel(viewTrace({ events, servers }));
  writeFileSync(ours, embedModel(await buildPage(), data));
  console.log(`the page was written in ${Math.round(performance.now() - started)} ms`);
  const drawsSvg = events <= svgMax;
  if (drawsSvg) writeFileSync(svg, svgPage(swimLayout(openModel(data))));
  const browser = await startChromium();
  const mine = await measureOurs(browser, ours);
  await browser.close();
  const other = drawsSvg ? await startChromium() : undefined;
  print(mine, other === undefined ? {} : await measureSvg(other, svg));
  await other?.close();
}

function print(mine: Figures, theirs: Figures): void {
  const line = (...[name, a, b, ratio]: string[]) =>
    console.log(`${name.padEnd(34)}${a.padStart(10)}${b.padStart(12)}${ratio.padStart(9)}`);
  console.log("");
  line("", "ours", "plain SVG", "ratio");
  for (const [name, value] of Object.entries(mine)) {
    const other = theirs[name];
    const ratio = other === undefined ? "" : `${(other / Math.max(value, 0.1)).toFixed(1)}×`;
    line(name, String(value), other === undefined ? "–" : String(other), ratio);
  }
}

await main(process.argv.slice(2));
