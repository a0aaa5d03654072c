// The machine's Chromium, which draws pictures that need a browser: finds it, and has it draw an SVG
// as PNG. Nothing is installed and nothing is loaded from anywhere; without one the error says so.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Problem } from "../problem.ts";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The path of a Chromium; `CHROMIUM` wins. Undefined where there is none. */
export function findChromium(environment = process.env): string | undefined {
  const { CHROMIUM } = environment;
  return [CHROMIUM, ...places].find((path) => path !== undefined && existsSync(path));
}

/** Chromium's largest picture. */
const heightMax = 16_000;
const patienceMs = 60_000;

/** A picture as PNG, at its own size. Throws a `Problem` where no browser can draw it. */
export function pngOfSvg(svg: string, environment = process.env): Uint8Array {
  const size = /<svg [^>]*width="([\d.]+)" height="([\d.]+)"/.exec(svg);
  const [width, height] = [Math.ceil(Number(size?.[1])), Math.ceil(Number(size?.[2]))];
  if (height > heightMax) {
    throw new Problem({
      message: `the picture is ${height} pixels high; as PNG it can be ${heightMax}`,
      remedy: "Show a part with --around or --window, or write an SVG: -o picture.svg",
    });
  }
  const program = findChromium(environment);
  if (program === undefined) {
    throw new Problem({
      message: "a PNG needs a Chromium, and there is none",
      remedy: "Install one, set CHROMIUM to its path, or write an SVG: -o picture.svg",
    });
  }
  const folder = mkdtempSync(join(tmpdir(), "rashomon-png-"));
  try {
    const [from, to] = [join(folder, "picture.svg"), join(folder, "picture.png")];
    writeFileSync(from, svg);
    const flags = [
      ...["--headless", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1"],
      ...[`--user-data-dir=${join(folder, "profile")}`, `--window-size=${width},${height}`],
      // The sandbox cannot work for root; what is drawn is our own file, without scripts.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      `--screenshot=${to}`,
    ];
    const { status, error, stderr } = spawnSync(program, [...flags, pathToFileURL(from).href], {
      ...{ encoding: "utf8", timeout: patienceMs, env: environment },
    });
    if (status === 0 && existsSync(to)) return readFileSync(to);
    throw new Problem({
      message: `${program} drew no picture: ${error?.message ?? lastLine(stderr, status)}`,
      remedy: "Set CHROMIUM to another one, or write an SVG: -o picture.svg",
    });
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function lastLine(text: string, status: number | null): string {
  const [line = ""] = text.trim().split("\n").slice(-1);
  return line === "" ? `it ended with code ${status ?? "none"}` : line.slice(0, 200);
}
