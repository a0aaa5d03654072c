// How traces and rooms come into the page: chosen, dropped, pasted, in the address, from another
// window, and large ones through the worker. No way lets anything out.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { writeTrace } from "../../sim/trace/write.ts";
import { usualRoom } from "../sim/protocol/room-builder.ts";
import { syntheticTrace } from "../viz/synthetic-trace.ts";
import { snapshot, Viewer } from "./viewer.ts";

const viewer = new Viewer();
const records = syntheticTrace({ events: 60, servers: 4 });
const trace = writeTrace(records);
const events = usualRoom("11").events.map(({ id, pdu }) => ({ ...pdu, event_id: id }));
const scenario = `// made by hand
{ tardis_version: 1, room_version: "11",
  annotations: { title: "How a room begins", events: { "$create": "Here it begins." } },
  events: ${JSON.stringify(events)} }`;

const title = (page: Page, text: string) => page.locator("header h1", { hasText: text }).waitFor();
const choose = async (page: Page, name: string, content: string | Buffer) => {
  const asked = page.waitForEvent("filechooser");
  // Playwright has to hear of it first: it says nothing when it has begun to listen.
  await page.evaluate(() => 0);
  await page.keyboard.press("o");
  const file = { name, mimeType: "text/plain", buffer: Buffer.from(content) };
  await (await asked).setFiles(file);
};
/** Hands the page an event that carries files or text, as a drop or a paste does. */
const hand = (page: Page, kind: "drop" | "paste", item: { name?: string; text: string }) =>
  page.evaluate(
    ([type, name, text]) => {
      const data = new DataTransfer();
      if (name === "") data.setData("text/plain", text);
      else data.items.add(new File([text], name));
      const options = { bubbles: true, cancelable: true };
      const event =
        type === "drop"
          ? new DragEvent("drop", { ...options, dataTransfer: data })
          : new ClipboardEvent("paste", { ...options, clipboardData: data });
      document.body.dispatchEvent(event);
    },
    [kind, item.name ?? "", item.text] as const,
  );

describe("input", () => {
  test("a page without a trace says what it takes, and takes it", async () => {
    const page = await viewer.openEmpty();
    expect(await page.locator(".welcome").textContent()).toContain("A TARDIS scenario");
    await viewer.shoot(page, "welcome-light");
    const asked = page.waitForEvent("filechooser");
    await page.evaluate(() => 0);
    await page.locator("button.primary").click();
    const file = { name: "no.ndjson", mimeType: "text/plain", buffer: Buffer.from("no trace") };
    await (await asked).setFiles(file);
    await page.locator(".notice", { hasText: "no.ndjson: line 1" }).waitFor();
    await hand(page, "drop", { name: "trace.ndjson", text: trace });
    await title(page, "synthetic-ban");
    expect(await page.locator(".notice").count()).toBe(0);
    await page.close();
  });

  test("an open page takes another file, and its keys act once", async () => {
    const page = await viewer.open({ records, hash: "#t=5" });
    await choose(page, "room.ndjson.gz", gzipSync(events.map((e) => JSON.stringify(e)).join("\n")));
    await title(page, "room.ndjson");
    expect(await page.locator("header .quiet").first().textContent()).toContain("6 events");
    const before = await snapshot(page);
    expect(before.atMs).toBeGreaterThan(5);
    await page.keyboard.press("Home");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    expect((await snapshot(page)).selected).toBe(1);
    await hand(page, "drop", { name: "bad.json", text: '{"events": 5}' });
    await page.locator(".notice", { hasText: "bad.json" }).waitFor();
    await title(page, "room.ndjson");
    await page.close();
  });

  test("a scenario of TARDIS is pasted, and its words are shown", async () => {
    const page = await viewer.openEmpty();
    await hand(page, "paste", { text: scenario });
    await title(page, "pasted text");
    await page.keyboard.press("Home");
    await snapshot(page);
    expect(await page.locator(".now").textContent()).toContain("Here it begins.");
    expect(await page.locator("header h1").getAttribute("title")).toBe("How a room begins");
    await viewer.shoot(page, "tardis-scenario-light");
    await page.close();
  });

  test("a link holds a small room, and keeps it while the page is used", async () => {
    const page = await viewer.openEmpty();
    await hand(page, "paste", { text: scenario });
    await title(page, "pasted text");
    await page.evaluate(() => {
      const seen = window as unknown as { copied: string };
      const writeText = (text: string) => Promise.resolve(void (seen.copied = text));
      Object.defineProperty(navigator, "clipboard", { value: { writeText } });
    });
    await page.keyboard.press("Y");
    await page.locator(".notice", { hasText: "on the clipboard" }).waitFor();
    const link = await page.evaluate(() => (window as unknown as { copied: string }).copied);
    expect(link.length).toBeLessThan(16_500);
    const again = await viewer.openEmpty(new URL(link).hash);
    expect(await again.locator("header .quiet").first().textContent()).toContain("6 events");
    await again.keyboard.press("Home");
    await again.keyboard.press("j");
    await again.waitForFunction(() => location.hash.includes("e=1"));
    await again.reload();
    await again.waitForFunction(() => window.__rashomon !== undefined);
    expect((await snapshot(again)).selected).toBe(1);
    await page.close();
    await again.close();
  });

  test("the window that opened the page may hand it a trace; others are not heard", async () => {
    writeFileSync(join(viewer.folder, "opener.html"), "<!doctype html><title>opener</title>");
    writeFileSync(join(viewer.folder, "empty.html"), viewer.template);
    const page = await viewer.openEmpty();
    await page.goto(pathToFileURL(join(viewer.folder, "opener.html")).href);
    const [child, answers] = await Promise.all([
      page.waitForEvent("popup"),
      page.evaluate(async (text) => {
        const heard: unknown[] = [];
        const opened = window.open("empty.html");
        await new Promise<void>((done) => {
          window.onmessage = ({ data }: MessageEvent<{ rashomon: string }>) => {
            heard.push(data);
            const name = "handed";
            if (data.rashomon === "ready")
              opened?.postMessage({ rashomon: "open", name, data: 5 }, "*");
            if (data.rashomon === "failed")
              opened?.postMessage({ rashomon: "open", name, data: text }, "*");
            if (data.rashomon === "opened") done();
          };
        });
        return heard;
      }, trace),
    ]);
    expect(answers).toMatchObject([
      { rashomon: "ready" },
      { rashomon: "failed", why: expect.stringContaining("must be a text") as string },
      { rashomon: "opened", events: records.filter(({ kind }) => kind === "event").length },
    ]);
    await title(child, "synthetic-ban");
    await child.evaluate(() => window.postMessage({ rashomon: "open", data: "[" }, "*"));
    await title(child, "synthetic-ban");
    await page.close();
  });

  test("a large file is read in a worker, from a page that was opened from disk", async () => {
    const page = await viewer.openEmpty();
    const started = page.waitForEvent("worker");
    await hand(page, "drop", {
      name: "big.ndjson",
      text: writeTrace(syntheticTrace({ events: 3_000 })),
    });
    expect((await started).url()).toMatch(/^blob:/);
    await title(page, "synthetic-ban");
    await page.close();
  });
});
