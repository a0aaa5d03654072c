// Sees what becomes visible: a user of the target whose /sync loop runs beside the load. An event
// counts from when it stands in an answer. Pages that were cut off are counted, and what is missing
// then is asked for by ID at the end.
import { performance } from "node:perf_hooks";
import { Agent } from "undici";
import type { FederationTarget } from "./target.ts";

const filterOf = (limit: number) =>
  JSON.stringify({
    presence: { types: [] },
    account_data: { types: [] },
    room: { ephemeral: { types: [] }, timeline: { limit }, state: { types: [] } },
  });
/** What is there at the start is nobody's concern; what comes later must all be in the answers. */
const [filterFirst, filterLater] = [filterOf(1), filterOf(500)];

interface SyncAnswer {
  readonly next_batch?: string;
  readonly rooms?: {
    readonly join?: Readonly<
      Record<string, { timeline?: { limited?: boolean; events?: { event_id: string }[] } }>
    >;
  };
}

export class Watcher {
  readonly #target: FederationTarget;
  readonly #agent: Agent;
  readonly #onSeen: (id: string, atMs: number) => void;
  readonly #stopping = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #since: string | undefined;
  /** Pages of /sync that did not hold all news. */
  gaps = 0;

  /** @param onSeen told every event's ID and when it was seen, by `performance.now()` */
  constructor(target: FederationTarget, onSeen: (id: string, atMs: number) => void) {
    this.#target = target;
    this.#agent = new Agent({ pipelining: 1, connect: target.connect });
    this.#onSeen = onSeen;
  }

  /** Begins; what is there already is not told. */
  async start(): Promise<void> {
    this.#since = (await this.#sync(0))?.next_batch;
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
    await this.#agent.destroy();
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const answer = await this.#sync(10_000);
      if (answer === undefined) {
        await new Promise((done) => setTimeout(done, 100));
        continue;
      }
      const atMs = performance.now();
      this.#since = answer.next_batch ?? this.#since;
      for (const { timeline } of Object.values(answer.rooms?.join ?? {})) {
        if (timeline?.limited === true) this.gaps++;
        for (const { event_id: id } of timeline?.events ?? []) this.#onSeen(id, atMs);
      }
    }
  }

  async #sync(timeoutMs: number): Promise<SyncAnswer | undefined> {
    const since = this.#since === undefined ? "" : `&since=${encodeURIComponent(this.#since)}`;
    const filter = this.#since === undefined ? filterFirst : filterLater;
    const path =
      `/_matrix/client/v3/sync?timeout=${timeoutMs}` +
      `&filter=${encodeURIComponent(filter)}${since}`;
    return (await this.#get(path)) as SyncAnswer | undefined;
  }

  /** Is the event there, as a user sees it? Asked at the end for those that /sync did not show. */
  async isThere(roomId: string, id: string): Promise<boolean> {
    const [room, event] = [encodeURIComponent(roomId), encodeURIComponent(id)];
    return (await this.#get(`/_matrix/client/v3/rooms/${room}/event/${event}`)) !== undefined;
  }

  async #get(path: string): Promise<object | undefined> {
    const { url, user } = this.#target;
    try {
      const { statusCode, body } = await this.#agent.request({
        ...{ origin: url, path, method: "GET" },
        headers: { authorization: `Bearer ${user.token}` },
        signal: this.#stopping.signal,
      });
      const text = await body.text();
      return statusCode === 200 ? (JSON.parse(text) as object) : undefined;
    } catch {
      return undefined;
    }
  }
}
