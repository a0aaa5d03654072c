// The page and its feed over real sockets on loopback.
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { Feed } from "../../../sim/bridge/feed.ts";
import { serveFeed, type FeedServer } from "../../../sim/bridge/feed-server.ts";

const servers: FeedServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(feed: Feed): Promise<string> {
  const server = await serveFeed(feed, { page: "<p>page</p>" });
  servers.push(server);
  return server.url;
}

/** All lines that a client gets until the feed ends, and how it was closed. */
function follow(url: string, { since = 0, origin }: { since?: number; origin?: string } = {}) {
  const address = `${url.replace("http", "ws")}records?since=${since}`;
  const socket = new WebSocket(address, origin === undefined ? {} : { origin });
  const lines: string[] = [];
  const closed = new Promise<string>((resolve) => {
    socket.on("message", (data) => {
      const batch = JSON.parse(String(data)) as { from: number; lines: string[] };
      expect(batch.from).toBe(since + lines.length);
      lines.push(...batch.lines);
    });
    socket.on("close", (_code, reason) => resolve(String(reason)));
    socket.on("error", (error) => resolve(error.message));
  });
  return { socket, lines, closed };
}

test("a feed's lines arrive in order and in batches, from any place on, and then it ends", async () => {
  const feed = new Feed();
  const url = await serve(feed);
  const all = Array.from({ length: 5_000 }, (_, n) => `line ${n}`);
  feed.push(...all.slice(0, 10));
  const [one, late] = [follow(url), follow(url, { since: 4_990 })];
  feed.push(...all.slice(10));
  feed.end();
  expect(await one.closed).toBe("end");
  expect(await late.closed).toBe("end");
  expect(one.lines).toEqual(all);
  expect(late.lines).toEqual(all.slice(4_990));
});

test("a client that missed something is given it again", async () => {
  const feed = new Feed();
  const url = await serve(feed);
  feed.push("a", "b", "c");
  const address = `${url.replace("http", "ws")}records`;
  const socket = new WebSocket(address);
  const heard: string[] = [];
  await new Promise<void>((resolve) => {
    socket.on("message", (data) => {
      heard.push(String(data));
      if (heard.length === 1) socket.send('{"since":1}');
      else resolve();
    });
  });
  expect(heard).toEqual(['{"from":0,"lines":["a","b","c"]}', '{"from":1,"lines":["b","c"]}']);
  socket.send("nonsense");
  socket.close();
});

test("the page is served to its own machine only, and to pages of its own", async () => {
  const url = await serve(new Feed());
  expect(await (await fetch(url)).text()).toBe("<p>page</p>");
  expect((await fetch(`${url}elsewhere`)).status).toBe(404);
  expect(await follow(url, { origin: "https://evil.test" }).closed).toContain("403");
});
