// The live page in a real browser: a feed whose messages are lost, doubled, reordered and cut off ends
// in the same picture as the whole file; a bad record does not stop it; a paused page stands still;
// and `rashomon run --serve` shows a run while it goes on.
import { spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { WebSocket, WebSocketServer } from "ws";
import { afterEach, describe, expect, test } from "vitest";
import { Feed } from "../../sim/bridge/feed.ts";
import { serveFeed, type FeedServer } from "../../sim/bridge/feed-server.ts";
import { writeTrace } from "../../sim/trace/write.ts";
import { buildPage } from "../../viz/build.ts";
import { scenarioRecords } from "../viz/scenario-models.ts";
import { until } from "./until.ts";
import { snapshot, Viewer } from "./viewer.ts";

const viewer = new Viewer();
const lines = writeTrace(scenarioRecords("netsplit-ban")).trimEnd().split("\n");
const page = buildPage("live");
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(feed: Feed): Promise<FeedServer> {
  const server = await serveFeed(feed, { page: await page });
  closing.push(() => server.close());
  return server;
}

const records = (text: string | null) => Number(/(\d+) records/.exec(text ?? "")?.[1] ?? -1);

/** A wire between page and server that treats every third message badly and breaks every 40th. */
async function badWire(url: string) {
  const harm = { lost: 0, doubled: 0, late: 0, cut: 0 };
  let isMended = false;
  const sockets = new WebSocketServer({ noServer: true });
  const proxy: Server = createServer((_request, response) => {
    void page.then((text) => response.setHeader("content-type", "text/html").end(text));
  });
  let count = 0;
  proxy.on("upgrade", (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (client) => {
      const server = new WebSocket(new URL(request.url ?? "/", url.replace("http", "ws")));
      client.on("message", (data) => server.send(String(data)));
      client.on("close", () => server.terminate());
      server.on("close", (code, reason) => client.close(code === 1000 ? 1000 : 1001, reason));
      server.on("message", (data) => {
        const text = String(data);
        if (isMended) return client.send(text);
        const kind = count++ % 12;
        if (count % 40 === 0) {
          harm.cut += 1;
          client.terminate();
        } else if (kind === 3) harm.lost += 1;
        else if (kind === 6) {
          harm.late += 1;
          setTimeout(() => client.send(text), 60);
        } else {
          client.send(text);
          if (kind === 9) {
            harm.doubled += 1;
            client.send(text);
          }
        }
      });
    });
  });
  await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
  closing.push(() => {
    for (const client of sockets.clients) client.terminate();
    proxy.closeAllConnections();
    proxy.close();
  });
  return {
    ...{ url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/`, harm },
    passed: () => count,
    /** What is sent from now on arrives, so that what was lost before shows as missing. */
    mend: () => void (isMended = true),
  };
}

describe("live", () => {
  test("over a bad wire the page ends with the same picture as the file", async () => {
    const feed = new Feed();
    const server = await serve(feed);
    const wire = await badWire(server.url);
    const live = await viewer.visit(wire.url);
    const last = lines.length - 1;
    for (let at = 0; at < last; at += 5) {
      const before = wire.passed();
      feed.push(...lines.slice(at, Math.min(last, at + 5)));
      await until("the next message", () => wire.passed() > before, { everyMs: 5 });
    }
    wire.mend();
    feed.push(lines[last]);
    feed.end();
    await live.locator(".live", { hasText: `live: ended · ${lines.length} records` }).waitFor();
    expect(Math.min(...Object.values(wire.harm))).toBeGreaterThan(0);
    await live.waitForFunction((ms) => window.__rashomon?.snapshot().atMs === ms, lastMs());
    const file = await viewer.open({ records: scenarioRecords("netsplit-ban") });
    const [seen, whole] = [await snapshot(live), await snapshot(file)];
    expect(seen.drawn).toEqual(whole.drawn);
    const facts = (each: typeof live) => each.locator(".panel.difference").textContent();
    expect(await facts(live)).toBe(await facts(file));
    await viewer.shoot(live, "live-ended-light");
    await live.close();
    await file.close();
  });

  test("a touched page stands still while records come, and follows again when asked", async () => {
    const feed = new Feed();
    const { url } = await serve(feed);
    const live = await viewer.visit(url);
    feed.push(...lines.slice(0, 60));
    await live.locator(".row").first().waitFor();
    await until(
      "60 records on the page",
      async () => records(await live.locator(".live").textContent()) === 60,
    );
    await live.locator(".row").first().click();
    const before = await snapshot(live);
    const words = await live.locator(".swim, main").first().textContent();
    feed.push("{bad", ...lines.slice(60));
    feed.end();
    await live.locator(".live", { hasText: "paused" }).waitFor();
    await until(
      "all records on the page",
      async () => records(await live.locator(".live").textContent()) > lines.length,
    );
    expect(await snapshot(live)).toEqual({ ...before, drawMs: expect.any(Number) as number });
    expect(await live.locator(".swim, main").first().textContent()).toBe(words);
    await viewer.shoot(live, "live-paused-light");
    await live.locator(".live button", { hasText: "Follow" }).click();
    await live.waitForFunction((ms) => window.__rashomon?.snapshot().atMs === ms, lastMs());
    expect(await live.locator(".troubles").textContent()).toContain("line 61: not JSON");
    expect((await snapshot(live)).selected).toBe(before.selected);
    await live.close();
  });

  // So slowly it would take eleven minutes: the page is there before the end, whoever else is busy.
  test("`run --serve` shows a run while it goes on", async () => {
    const { live, count, stop } = await serving("--pace", "1");
    const early = await until("the first records", async () => (await count()) > 5 && count());
    expect(early).toBeLessThan(lines.length);
    expect(await live.locator(".live").textContent()).not.toContain("ended");
    expect(await stop()).toBe(0);
  });

  test("`run --serve` shows the whole run at its end, and writes it", async () => {
    const { live, count, told, stop } = await serving();
    await live.locator(".live", { hasText: "ended" }).waitFor();
    expect(await count()).toBe(lines.length);
    await until("the names of the files", () => told().includes("replay.html"));
    expect(await stop()).toBe(0);
  });
});

/** `rashomon run --serve` as a process of its own, and its page. */
async function serving(...more: readonly string[]) {
  const main = join(import.meta.dirname, "..", "..", "sim/cli/main.ts");
  const argv = ["run", "netsplit-ban", "--serve", ...more, "-o", join(viewer.folder, "run")];
  const program = spawn(process.execPath, [main, ...argv], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number | null>((done) => program.once("exit", done));
  closing.push(() => void program.kill("SIGKILL"));
  let [said, told] = ["", ""];
  program.stderr.on("data", (data) => (said += String(data)));
  program.stdout.on("data", (data) => (told += String(data)));
  const live = await viewer.visit(
    await until("the page's address", () => /http:\S+/.exec(said)?.[0]),
  );
  return {
    live,
    count: async () => records(await live.locator(".live").textContent()),
    told: () => told,
    /** Ctrl-C; answers the exit code. */
    stop: async () => {
      await live.close();
      program.kill("SIGINT");
      return ended;
    },
  };
}

/** The instant of the trace's last record. */
function lastMs(): number {
  const last = JSON.parse(lines[lines.length - 1]) as { atMs: number };
  return last.atMs;
}
