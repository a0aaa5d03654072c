// The page is one file that can load nothing, and a trace goes in and comes out unchanged.
import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { writeTrace } from "../../sim/trace/write.ts";
import { buildPage, embedTrace } from "../../viz/build.ts";
import { gatherModel, readRecords, unpack } from "../../viz/model/index.ts";
import { syntheticTrace } from "./synthetic-trace.ts";

let page = "";
beforeAll(async () => {
  page = await buildPage();
});

const traceOf = (html: string) =>
  /<script id="trace" type="application\/gzip">\s*([^<]*?)\s*<\/script>/.exec(html)?.[1] ?? "";

describe("the page", () => {
  test("allows by its policy only its own script and style, by their hashes", () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
    const script = /<script>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? "";
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? "";
    const hash = (text: string) => createHash("sha256").update(text).digest("base64");
    expect(script.length).toBeGreaterThan(10_000);
    expect(style.length).toBeGreaterThan(2_000);
    expect(policy.split("; ")).toEqual([
      "default-src 'none'",
      `script-src 'sha256-${hash(script)}'`,
      `style-src 'sha256-${hash(style)}'`,
      "worker-src blob:",
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  test("names no address to load from", () => {
    // The simulator has methods of its own that are called fetch; the browser's stands alone.
    for (const reach of [
      /(?:src|href)="(?:https?:)?\/\//,
      /(?<![.\w])fetch\s*\((?![^()]*\)\s*\{)/,
      /\b(?:XMLHttpRequest|WebSocket|EventSource|importScripts|sendBeacon)\b/,
      /(?:window|globalThis|self)\.fetch\b/,
      /@import|url\((?!#)/,
    ]) {
      expect(reach.exec(page)?.[0]).toBeUndefined();
    }
  });

  test("never turns text into markup", () => {
    expect(page).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/);
  });

  test("is small: with protocol and simulator in it, less than 256 kB as a server would send it", () => {
    expect(gzipSync(page, { level: 9 }).length).toBeLessThan(256_000);
  });

  test("is the same each time", async () => {
    expect(await buildPage()).toBe(page);
  });
});

describe("embedding", () => {
  const text = writeTrace(syntheticTrace({ events: 20, body: "</script><script>alert(1)//$&$1" }));

  test("gives back the very trace", () => {
    const html = embedTrace(page, text);
    const reading = readRecords(text);
    if (!reading.ok) throw new Error(reading.message);
    const embedded = unpack(gunzipSync(Buffer.from(traceOf(html), "base64")));
    expect(embedded).toEqual(gatherModel(reading.records));
  });

  test("leaves no content of the room in the page as it stands", () => {
    const html = embedTrace(page, text);
    expect(html).not.toContain("alert(1)");
    expect(html.match(/<script/g)?.length).toBe(page.match(/<script/g)?.length);
    expect(html.replace(traceOf(html), "@TRACE@")).toBe(page);
  });

  test("a text that is no trace goes in as it is: the page will say what is wrong", () => {
    const inside = traceOf(embedTrace(page, "{}"));
    expect(gunzipSync(Buffer.from(inside, "base64")).toString("utf8")).toBe("{}");
  });

  test("refuses a page that has no place for a trace", () => {
    expect(() => embedTrace("<html></html>", text)).toThrow(/buildPage/);
    expect(() => embedTrace(embedTrace(page, text), text)).toThrow(/no place/);
  });
});
