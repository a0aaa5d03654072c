// A homeserver of a few dozen lines for tests of the load test: it knows users, rooms and messages,
// holds /sync open until there is news, records every request, and can be told to misbehave. Ids
// follow from what is asked, so that the order of requests changes no answer that matters.
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

/** A request as it came in. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  /** Local part of who asked, or undefined. */
  readonly user: string | undefined;
  readonly body: string;
  /** What was answered; status 0 while there is no answer. */
  answer: { readonly status: number; readonly text: string };
}

/** How the server misbehaves. */
export interface Mood {
  /** Answers every request so much later. */
  delayMs?: number | undefined;
  /** Answers these routes (substring of the path) with this status. */
  fail?: { readonly path: string; readonly status: number } | undefined;
  /** Never answers these. */
  hang?: string | undefined;
  /** Registers nobody. */
  closed?: boolean | undefined;
}

interface FakeEvent {
  readonly event_id: string;
  readonly sender: string;
  readonly type: string;
  readonly content: unknown;
  readonly roomId: string;
}

export const sharedSecret = "correct horse";

export class FakeHomeserver {
  readonly requests: Recorded[] = [];
  readonly mood: Mood = {};
  readonly #server: Server;
  readonly #tokens = new Map<string, string>();
  readonly #members = new Map<string, Set<string>>();
  readonly #events: FakeEvent[] = [];
  #waiting: (() => void)[] = [];

  readonly #scheme: "http" | "https";

  private constructor(tls?: { readonly key: string; readonly cert: string }) {
    const serve = (request: IncomingMessage, response: ServerResponse) =>
      void this.#serve(request, response);
    this.#server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
    this.#scheme = tls === undefined ? "http" : "https";
  }

  /** @param tls key and certificate in PEM form, for a server that speaks HTTPS */
  static async start(tls?: {
    readonly key: string;
    readonly cert: string;
  }): Promise<FakeHomeserver> {
    const fake = new FakeHomeserver(tls);
    await new Promise<void>((resolve) => fake.#server.listen(0, "127.0.0.1", resolve));
    return fake;
  }

  get target(): string {
    return `${this.#scheme}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    this.#news();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const token = request.headers.authorization?.replace("Bearer ", "");
    const userId = token === undefined ? undefined : this.#tokens.get(token);
    const path = request.url ?? "/";
    const isText = request.headers["content-type"] === "application/json";
    const recorded: Recorded = {
      ...{ method: request.method ?? "", path, user: userId?.slice(1).split(":")[0] },
      body: isText ? body.toString() : createHash("sha256").update(body).digest("hex"),
      answer: { status: 0, text: "" },
    };
    this.requests.push(recorded);
    const { delayMs, fail, hang } = this.mood;
    if (hang !== undefined && path.includes(hang)) return;
    if (delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, delayMs));
    const [status, answer] =
      fail !== undefined && path.includes(fail.path)
        ? [fail.status, { errcode: "M_TEST", error: "as told" }]
        : await this.#answer(request, { userId, path, body, token });
    response.writeHead(status, { "content-type": "application/json" });
    recorded.answer = { status, text: JSON.stringify(answer) };
    response.end(recorded.answer.text);
  }

  async #answer(
    { method }: IncomingMessage,
    { userId, path, body, token }: { userId?: string; path: string; body: Buffer; token?: string },
  ): Promise<[number, unknown]> {
    const url = new URL(path, "http://fake");
    const parts = url.pathname.split("/").map(decodeURIComponent);
    const json = () => JSON.parse(body.toString()) as Record<string, never>;
    if (url.pathname === "/_matrix/client/versions") {
      const unstable_features = { "org.matrix.simplified_msc3575": true };
      return [200, { versions: ["v1.11"], unstable_features }];
    }
    if (url.pathname === "/_synapse/admin/v1/register") {
      return method === "GET" ? [200, { nonce: "n" }] : this.#register(json()["username"]);
    }
    // Transactions are taken unread.
    if (url.pathname.startsWith("/_matrix/federation/v1/send/")) return [200, { pdus: {} }];
    if (url.pathname === "/_matrix/key/v2/server") return [200, { server_name: "fake" }];
    if (url.pathname.endsWith("/register")) return this.#register(json()["username"]);
    if (url.pathname.endsWith("/login")) {
      const user = json()["identifier"]["user"] as string;
      return this.#register(user.slice(1).split(":")[0]);
    }
    if (userId === undefined) return [401, { errcode: "M_UNKNOWN_TOKEN", error: token ?? "none" }];
    switch (true) {
      case url.pathname.endsWith("/whoami"):
        return [200, { user_id: userId, device_id: "D" }];
      case url.pathname.endsWith("/createRoom"): {
        const roomId = `!${hash(`${userId} ${body.toString()}`)}:fake`;
        this.#members.set(roomId, new Set([userId]));
        return [200, { room_id: roomId }];
      }
      case parts[4] === "join":
        this.#members.get(parts[5])?.add(userId);
        return this.#members.has(parts[5]) ? [200, { room_id: parts[5] }] : [404, {}];
      case parts[4] === "rooms" && parts[6] === "leave":
        this.#members.get(parts[5])?.delete(userId);
        return [200, {}];
      case parts[4] === "rooms" && parts[6] === "send":
        return [200, { event_id: this.#say(userId, parts, json()) }];
      case parts[4] === "rooms" && parts[6] === "messages":
        // The same page whatever was said meanwhile: see the file's head.
        return [200, { chunk: [{ event_id: `$${hash(parts[5])}` }], end: "t1" }];
      case url.pathname.endsWith("/simplified_msc3575/sync"):
        return [200, { pos: "1", rooms: {} }];
      case url.pathname.endsWith("/sync"):
        return [200, await this.#sync(userId, url.searchParams)];
      case url.pathname.endsWith("/upload") && url.pathname.includes("/media/"):
        return [
          200,
          { content_uri: `mxc://fake/${createHash("sha256").update(body).digest("hex")}` },
        ];
      case url.pathname.endsWith("/room_keys/version"):
        return [404, { errcode: "M_NOT_FOUND" }];
      default:
        return [200, {}];
    }
  }

  #register(name: string): [number, unknown] {
    if (this.mood.closed === true) return [403, { errcode: "M_FORBIDDEN" }];
    const user_id = `@${name}:fake`;
    const access_token = `secret_${hash(name)}`;
    this.#tokens.set(access_token, user_id);
    return [200, { user_id, access_token, device_id: `D${hash(name).slice(0, 6)}` }];
  }

  #say(sender: string, parts: readonly string[], content: unknown): string {
    const event_id = `$${hash(parts.join("/"))}`;
    this.#events.push({ event_id, sender, type: parts[7], content, roomId: parts[5] });
    this.#news();
    return event_id;
  }

  #news(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  async #sync(userId: string, query: URLSearchParams): Promise<unknown> {
    const since = query.get("since");
    if (since === null) return { next_batch: `s${this.#events.length}` };
    const endMs = Date.now() + Number(query.get("timeout"));
    const from = Number(since.slice(1));
    const mine = () => {
      return this.#events
        .slice(from)
        .filter(({ roomId }) => this.#members.get(roomId)?.has(userId));
    };
    while (mine().length === 0 && Date.now() < endMs) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, endMs - Date.now());
        this.#waiting.push(() => (clearTimeout(timer), resolve()));
      });
    }
    const next_batch = `s${this.#events.length}`;
    const join: Record<string, { timeline: { events: unknown[]; limited: boolean } }> = {};
    for (const { roomId, ...event } of mine()) {
      (join[roomId] ??= { timeline: { events: [], limited: false } }).timeline.events.push(event);
    }
    return { next_batch, rooms: { join } };
  }
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
