// Starts the machine's Chromium for tests of the page. Where there is none, it fails with what to do:
// a test of the page that did not run would look like one that passed.
import { chromium, type Browser } from "playwright-core";
import { findChromium } from "../../sim/cli/view/chromium.ts";

/** How long a browser or a page may take for any one thing: their machine is not theirs alone. */
export const patienceMs = 240_000;

/** The path of the browser; throws where there is none. */
export function chromiumPath(): string {
  const found = findChromium();
  if (found !== undefined) return found;
  throw new Error(
    "Chromium is missing. Run `npm run setup:real`, or set CHROMIUM to the path of a Chromium.",
  );
}

/** A headless browser that draws the same on every machine. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    timeout: patienceMs,
    args: [
      // The sandbox cannot work for root, who runs tests in containers; the page is our own file.
      "--no-sandbox",
      "--force-device-scale-factor=1",
      "--font-render-hinting=none",
      "--disable-lcd-text",
      "--hide-scrollbars",
    ],
  });
}
