// A replay page in a real browser for the tests of this folder: opened from disk, watched for errors
// and for requests that leave it, asked through the page's own hook. Screenshots go to
// out/screenshots/, for people to look at.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import type { TraceRecord } from "../../sim/trace/records.ts";
import { writeTrace } from "../../sim/trace/write.ts";
import { buildPage, embedTrace } from "../../viz/build.ts";
import { patienceMs, startChromium } from "./chromium.ts";
import { until } from "./until.ts";

const shots = join(import.meta.dirname, "..", "..", "out", "screenshots");

export interface Opening {
  readonly records: readonly TraceRecord[];
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly hash?: string;
  /** Changes the text of the page before it is written. */
  readonly changed?: (html: string) => string;
}

/** One browser for the tests of a file; each test must end without a complaint of its page. */
export class Viewer {
  /** The page without a trace. */
  template = "";
  /** A folder that is removed at the end. */
  readonly folder = mkdtempSync(join(tmpdir(), "rashomon-view-"));
  private browser: Browser | undefined;
  /** What went wrong on the page of the present test: errors, and requests but for the file. */
  private complaints: string[] = [];

  constructor() {
    beforeAll(async () => {
      mkdirSync(shots, { recursive: true });
      [this.browser, this.template] = await Promise.all([startChromium(), buildPage()]);
    });
    afterAll(async () => {
      await this.browser?.close();
      rmSync(this.folder, { recursive: true, force: true });
    });
    afterEach(async () => {
      // A test that failed leaves its pages open.
      for (const context of this.browser?.contexts() ?? []) await context.close();
      expect(this.complaints.splice(0)).toEqual([]);
    });
  }

  async open(options: Opening): Promise<Page> {
    this.complaints = [];
    const path = join(this.folder, "replay.html");
    const html = embedTrace(this.template, writeTrace(options.records));
    writeFileSync(path, options.changed?.(html) ?? html);
    if (this.browser === undefined) throw new Error("the browser has not started");
    const page = await this.browser.newPage({
      viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
      colorScheme: options.dark === true ? "dark" : "light",
    });
    this.watch(page);
    await page.goto(pathToFileURL(path).href + (options.hash ?? ""));
    await page.waitForFunction(() => window.__rashomon !== undefined);
    await page.evaluate(() => window.__rashomon?.idle());
    await listens(page);
    return page;
  }

  /** A page that a server of ours serves; it may talk to that server. */
  async visit(url: string): Promise<Page> {
    this.complaints = [];
    if (this.browser === undefined) throw new Error("the browser has not started");
    const page = await this.browser.newPage({ viewport: { width: 1280, height: 800 } });
    this.watch(page, url);
    await page.goto(url);
    return page;
  }

  /** A page that carries no trace. */
  async openEmpty(hash = ""): Promise<Page> {
    this.complaints = [];
    const path = join(this.folder, "empty.html");
    writeFileSync(path, this.template);
    if (this.browser === undefined) throw new Error("the browser has not started");
    const page = await this.browser.newPage({ viewport: { width: 1280, height: 800 } });
    this.watch(page);
    await page.goto(pathToFileURL(path).href + hash);
    await page.locator(hash === "" ? ".welcome" : "header h1").waitFor();
    await listens(page);
    return page;
  }

  async shoot(page: Page, name: string): Promise<void> {
    await page.evaluate(() => window.__rashomon?.idle());
    const before = this.complaints.length;
    await page.screenshot({ path: join(shots, `${name}.png`), animations: "disabled" });
    // Playwright hides the text cursor with a style of its own, which the page's policy refuses.
    this.complaints.splice(before);
  }

  /** Drops the complaints so far, of a test that provokes them. */
  forgive(): void {
    this.complaints = [];
  }

  private watch(page: Page, home = "file:"): void {
    page.setDefaultTimeout(patienceMs);
    page.on("console", (message) => {
      const bad = message.type() === "error" || message.type() === "warning";
      if (bad) this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("request", (request) => {
      const own = request.url().startsWith(home) || /^(?:data|blob):/.test(request.url());
      if (!own) this.complaints.push(`asked for ${request.url()}`);
    });
  }
}

/** Browsers drop keys for a while after a page was painted first: waits until one is heard. */
async function listens(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = window as unknown as { heard?: boolean };
    document.addEventListener("keydown", () => (seen.heard = true), { once: true, capture: true });
  });
  const heard = () =>
    page.evaluate(() => (window as unknown as { heard?: boolean }).heard === true);
  const press = async () => {
    await page.keyboard.press("Shift");
    return heard();
  };
  await until("the page to hear a key", press, { everyMs: 20 });
}

/** What is on screen, once it stands still. */
export const snapshot = (page: Page) =>
  page.evaluate(async () => {
    await window.__rashomon?.idle();
    const shown = window.__rashomon?.snapshot();
    if (shown === undefined) throw new Error("the page has no hook");
    return shown;
  });

/** Goes to an instant. */
export const seek = (page: Page, atMs: number) =>
  page.evaluate((time) => window.__rashomon?.seek(time), atMs);
