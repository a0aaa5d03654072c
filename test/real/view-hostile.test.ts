// A room whose every field attacks, in a real browser: whatever is opened, clicked, searched and
// saved, nothing runs, nothing is loaded, no element comes of it, and the page keeps its shape.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { attacks, hostileTrace } from "../viz/hostile-trace.ts";
import { snapshot, Viewer } from "./viewer.ts";

const viewer = new Viewer();

describe("hostile content", () => {
  test("every tab, event and command of the page stays text", async () => {
    const page = await viewer.open({ records: hostileTrace() });
    const tabs = page.locator(".tab");
    for (let tab = 0; tab < (await tabs.count()); tab++) {
      await tabs.nth(tab).click();
      await page.keyboard.press("Home");
      for (let step = 0; step < 6; step++) await page.keyboard.press("j");
      await snapshot(page);
    }
    for (const summary of await page.locator("summary").all()) {
      if (await summary.isVisible()) await summary.click();
    }
    for (const key of ["x", "n", "r", ".", "w", "i", "d", "l", "v", "?", "?"]) {
      await page.keyboard.press(key);
      await snapshot(page);
    }
    await page.keyboard.press("/");
    await page.keyboard.type("<img type:__proto__ /(a+)+$/");
    await page.keyboard.press("Enter");
    await snapshot(page);
    const found = await page.evaluate(() => ({
      pwned: "pwned" in window,
      polluted: "polluted" in {},
      elements: document.querySelectorAll(
        'img:not([src^="data:"]), iframe, object, embed, link:not([rel=icon]), base',
      ).length,
      scripts: document.querySelectorAll("script").length,
      links: [...document.querySelectorAll("a")].filter((a) => !/^https:\/\/spec\./.test(a.href))
        .length,
      wide: document.documentElement.scrollWidth - window.innerWidth,
    }));
    expect(found).toEqual({
      ...{ pwned: false, polluted: false, elements: 0, scripts: 0, links: 0 },
      wide: expect.any(Number) as number,
    });
    expect(found.wide).toBeLessThanOrEqual(0);
    await viewer.shoot(page, "hostile-light");
    await page.close();
  });

  test("the policy itself holds: a script that did get in could not reach anybody", async () => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      response.setHeader("access-control-allow-origin", "*").end("x");
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const page = await viewer.open({ records: hostileTrace() });
    // Run by the browser's debugger, which no policy stops: what it tries is what a way in would try.
    const outcomes = await page.evaluate(async (url) => {
      const tried = (act: () => Promise<unknown>) =>
        act().then(
          () => "reached",
          () => "refused",
        );
      const element = (name: "img" | "script" | "iframe" | "link", set: (e: HTMLElement) => void) =>
        new Promise((resolve, reject) => {
          const each = document.createElement(name);
          set(each);
          each.onload = resolve;
          each.onerror = reject;
          document.body.append(each);
        });
      const policy: string[] = [];
      document.addEventListener("securitypolicyviolation", (e) =>
        policy.push(e.effectiveDirective),
      );
      const results = await Promise.all([
        tried(() => fetch(url)),
        tried(() => element("img", (e) => ((e as HTMLImageElement).src = url))),
        tried(() => element("script", (e) => ((e as HTMLScriptElement).src = url))),
        tried(
          () =>
            new Promise((resolve, reject) => {
              const socket = new WebSocket(url.replace("http", "ws"));
              socket.onopen = resolve;
              socket.onerror = reject;
            }),
        ),
      ]);
      // A beacon tells nobody whether it went: the policy speaks, and the server counts.
      const before = policy.length;
      navigator.sendBeacon(url, "x");
      while (policy.length === before) await new Promise((next) => requestAnimationFrame(next));
      return { results, policy: [...new Set(policy)].sort() };
    }, address);
    expect(outcomes.results).toEqual(Array.from({ length: 4 }, () => "refused"));
    expect(outcomes.policy).toEqual(expect.arrayContaining(["connect-src", "img-src"]));
    expect(asked).toBe(0);
    viewer.forgive();
    server.close();
    await page.close();
  });

  test("pasted as a room, the attacks are refused or shown, and nothing else", async () => {
    const page = await viewer.openEmpty();
    for (const attack of [...attacks.slice(0, 6), '{"events":[{"__proto__":{}}]}', "[[[[[["]) {
      await page.evaluate((text) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", `{"x":${JSON.stringify(text)},${text}`);
        document.body.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, clipboardData }));
      }, attack);
      await page.locator(".notice.bad").waitFor();
      expect(await page.evaluate(() => "pwned" in window)).toBe(false);
    }
    expect(await page.locator(".notice img").count()).toBe(0);
    await page.close();
  });
});
