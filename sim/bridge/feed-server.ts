// A page and its live feed on loopback: the page at `/`, the feed's lines over a WebSocket at
// `/records?since=N`. Lines go out in batches `{ "from": N, "lines": […] }`; a client that misses some
// says `{ "since": N }`. Names and origins of others are refused, so that no web page elsewhere can
// read what is served here.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { Feed } from "./feed.ts";

export interface FeedServer {
  /** Where the page is. */
  readonly url: string;
  close(): Promise<void>;
}

/** Lines that come within this time go out together. */
const batchMs = 16;
const batchLines = 2_000;
/** A client that reads more slowly than this much behind is given time. */
const behindBytesMax = 4_000_000;

/**
 * Serves a page and a feed. Rejects where the port is taken.
 * @param port 0 for any that is free
 */
export async function serveFeed(
  feed: Feed,
  { page, port = 0 }: { page: string; port?: number },
): Promise<FeedServer> {
  const server = createServer((request, response) => answer(request, response, page));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1_000 });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!isOwn(request, server) || pathOf(request) !== "/records") {
      socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      new Follower(client, feed, sinceOf(request));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${portOf(server)}/`,
    close: async () => {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Sends one client what it lacks. */
class Follower {
  private readonly client: WebSocket;
  private readonly feed: Feed;
  private next: number;
  private timer: NodeJS.Timeout | undefined;
  private endTimer: NodeJS.Timeout | undefined;

  constructor(client: WebSocket, feed: Feed, since: number) {
    this.client = client;
    this.feed = feed;
    this.next = since;
    const stop = feed.follow(() => this.soon());
    client.on("close", () => {
      stop();
      clearTimeout(this.timer);
      clearTimeout(this.endTimer);
    });
    client.on("error", () => client.terminate());
    client.on("message", (data) => {
      const asked = sinceIn(String(data));
      if (asked === undefined) return;
      clearTimeout(this.endTimer);
      this.endTimer = undefined;
      this.next = asked;
      this.soon();
    });
    this.soon();
  }

  private soon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.send();
    }, batchMs);
  }

  private send(): void {
    const { client, feed } = this;
    if (client.bufferedAmount > behindBytesMax) return this.soon();
    const lines = feed.from(this.next, batchLines);
    if (lines.length > 0) client.send(JSON.stringify({ from: this.next, lines }));
    this.next += lines.length;
    if (this.next < feed.length) this.soon();
    // A moment later, so that a client that misses something can still ask for it.
    else if (feed.ended) this.endTimer ??= setTimeout(() => client.close(1000, "end"), endMs);
  }
}

const endMs = 1_000;

function answer(request: IncomingMessage, response: ServerResponse, page: string): void {
  if (!isLoopbackName(request)) return void response.writeHead(403).end("Ask 127.0.0.1.\n");
  if (request.method !== "GET" || pathOf(request) !== "/") {
    return void response.writeHead(404).end("The page is at /.\n");
  }
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
  };
  response.writeHead(200, headers).end(page);
}

/** True for a socket that the page itself opens, or a program that names no origin. */
function isOwn(request: IncomingMessage, server: Server): boolean {
  if (!isLoopbackName(request)) return false;
  const { origin } = request.headers;
  const port = portOf(server);
  return origin === undefined || loopbackNames.some((name) => origin === `http://${name}:${port}`);
}

const loopbackNames = ["127.0.0.1", "localhost", "[::1]"];

/** A name elsewhere that leads here is how web pages get at machines behind a browser. */
function isLoopbackName({ headers }: IncomingMessage): boolean {
  const name = (headers.host ?? "").replace(/:\d+$/, "");
  return loopbackNames.includes(name);
}

function pathOf(request: IncomingMessage): string {
  return new URL(request.url ?? "/", "http://127.0.0.1").pathname;
}

function sinceOf(request: IncomingMessage): number {
  const text = new URL(request.url ?? "/", "http://127.0.0.1").searchParams.get("since");
  return sinceIn(`{"since":${/^\d{1,12}$/.test(text ?? "") ? text : "0"}}`) ?? 0;
}

function sinceIn(text: string): number | undefined {
  try {
    const { since } = JSON.parse(text) as { since?: unknown };
    return Number.isSafeInteger(since) && (since as number) >= 0 ? (since as number) : undefined;
  } catch {
    return undefined;
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
