// Flow control for senders that cannot know what is visible, such as k6: before each transaction they
// ask for leave over HTTP on loopback, and get the answer when their room has place. 200: go. 410:
// the load is over, send no more.
import { randomBytes } from "node:crypto";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Ledger } from "./ledger.ts";

/** A transaction that asks for leave. */
export interface Leaver {
  readonly ids: readonly string[];
  readonly roomId: string;
  /** On the ledger's clock. */
  readonly dueMs: number;
}

export interface GateOptions {
  readonly ledger: Ledger;
  /** PDUs a room may have not yet visible. */
  readonly outstandingMax: number;
  /** The n-th transaction. */
  readonly leaver: (n: number) => Leaver | undefined;
}

export class Gate {
  readonly #options: GateOptions;
  readonly #server: Server;
  /** Nobody else on this machine has any business here. */
  readonly #secret = randomBytes(12).toString("hex");
  /** By room, those who wait, first come first served. */
  readonly #waiting = new Map<string, { leaver: Leaver; response: ServerResponse }[]>();
  #closed = false;
  /** How many could not go at once. */
  waited = 0;

  private constructor(options: GateOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      const [, secret, n] = (request.url ?? "").split("/");
      const leaver = secret === this.#secret ? options.leaver(Number(n)) : undefined;
      if (leaver === undefined) response.writeHead(404).end();
      else this.#ask(leaver, response);
    });
  }

  static async open(options: GateOptions): Promise<Gate> {
    const gate = new Gate(options);
    await new Promise<void>((done) => gate.#server.listen(0, "127.0.0.1", done));
    return gate;
  }

  /** The address to which `/N` is added. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${this.#secret}`;
  }

  /** Looks again at who waits: something has become visible, or was refused. */
  poke(): void {
    for (const [room, queue] of this.#waiting) {
      while (queue.length > 0 && this.#hasPlace(queue[0].leaver)) {
        const { leaver, response } = queue.shift() as (typeof queue)[number];
        this.#let(leaver, response);
      }
      if (queue.length === 0) this.#waiting.delete(room);
    }
  }

  /** Sends away who waits, and whoever comes later. */
  end(): void {
    this.#closed = true;
    for (const queue of this.#waiting.values()) {
      for (const { response } of queue) response.writeHead(410).end();
    }
    this.#waiting.clear();
  }

  async close(): Promise<void> {
    this.end();
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  #ask(leaver: Leaver, response: ServerResponse): void {
    if (this.#closed) {
      response.writeHead(410).end();
      return;
    }
    const queue = this.#waiting.get(leaver.roomId) ?? [];
    if (queue.length === 0 && this.#hasPlace(leaver)) return this.#let(leaver, response);
    this.waited++;
    queue.push({ leaver, response });
    this.#waiting.set(leaver.roomId, queue);
  }

  #hasPlace({ ids, roomId }: Leaver): boolean {
    const { ledger, outstandingMax } = this.#options;
    return ledger.outstanding(roomId) + ids.length <= Math.max(outstandingMax, ids.length);
  }

  #let({ ids, roomId, dueMs }: Leaver, response: ServerResponse): void {
    this.#options.ledger.sent(ids, { roomId, dueMs });
    response.writeHead(200).end();
  }
}
