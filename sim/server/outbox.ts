// A server's outgoing transactions: one in flight per destination, up to 50 PDUs each, and waits
// that grow after failures. Destinations that are idle share one broadcast; only those that are
// busy or waiting have a queue. Spec v1.19, server-server API, "Transactions"; the waits are the
// policy's, the specification has none.
import type { EventIndex } from "../protocol/room-graph.ts";
import type { Homeserver } from "./homeserver.ts";
import type { RoomEvent } from "./request.ts";
import type { SharedRoom } from "./shared-room.ts";

const idle = 0;
const inFlight = 1;
const waiting = 2;

export class Outbox {
  readonly #server: Homeserver;
  /** Per destination, made at the first use: status, failures in a row, retry group. */
  #status = new Uint8Array(0);
  #failures = new Uint8Array(0);
  #group = new Int32Array(0);
  readonly #queues = new Map<number, RoomEvent[]>();
  /** Destinations that share a time of retry, by group number. */
  readonly #groups: { atMs: number; members: number[] }[] = [];
  #recipients = new Int32Array(0);

  constructor(server: Homeserver) {
    this.#server = server;
  }

  /** True if nothing is in flight or queued for anybody. */
  get idle(): boolean {
    return this.#queues.size === 0 && this.#status.every((status) => status === idle);
  }

  /** Sends an event to servers, at once where they are idle. `except`: a server left out, or -1. */
  send(shared: SharedRoom, event: EventIndex, to: Int32Array, except: number): void {
    const { number, ports } = this.#server;
    if (this.#status.length === 0) this.#allocate(ports.serverCount);
    let count = 0;
    for (let i = 0; i < to.length; i++) {
      const destination = to[i];
      if (destination === number || destination === except) continue;
      if (this.#status[destination] === idle) {
        this.#status[destination] = inFlight;
        this.#recipients[count++] = destination;
      } else this.#enqueue(destination, { room: shared, event });
    }
    if (count > 0) ports.wire.broadcast(number, shared, event, this.#recipients, count);
  }

  /** A transaction was answered with 200. */
  delivered(destination: number): void {
    if (this.#status[destination] !== inFlight) return;
    this.#status[destination] = idle;
    this.#failures[destination] = 0;
    if (this.#queues.size > 0) this.#startNext(destination);
  }

  /** A transaction was not answered in time, or refused: its PDUs wait for another try. */
  undelivered(destination: number, pdus: readonly RoomEvent[]): void {
    this.takeBack(destination, pdus);
    if (this.#status[destination] === inFlight) {
      this.#status[destination] = waiting;
      this.#wait(destination);
    } else if (this.#status[destination] === idle) this.#startNext(destination);
  }

  /** The destination showed that it lives. */
  heardFrom(destination: number): void {
    if (destination >= this.#status.length || this.#status[destination] !== waiting) return;
    if (!this.#server.policy.inboundEndsRetry) return;
    this.#failures[destination] = 0;
    this.#status[destination] = idle;
    this.#startNext(destination);
  }

  /** A time of retry has come. */
  wake(group: number): void {
    const { members } = this.#groups[group];
    for (const destination of members) {
      if (this.#status[destination] !== waiting || this.#group[destination] !== group) continue;
      this.#status[destination] = idle;
      this.#startNext(destination);
    }
    this.#groups[group].members = [];
  }

  /** After a restart nothing is in flight; what was queued is sent again. */
  restart(): void {
    for (let destination = 0; destination < this.#status.length; destination++) {
      this.#status[destination] = idle;
      this.#failures[destination] = 0;
      this.#startNext(destination);
    }
  }

  /** What a crashed server had in flight goes back to its queue: it was on disk. */
  takeBack(destination: number, pdus: readonly RoomEvent[]): void {
    const queue = this.#queues.get(destination);
    if (queue === undefined) this.#queues.set(destination, [...pdus]);
    else queue.unshift(...pdus);
  }

  #enqueue(destination: number, pdu: RoomEvent): void {
    const queue = this.#queues.get(destination);
    if (queue === undefined) this.#queues.set(destination, [pdu]);
    else queue.push(pdu);
  }

  #startNext(destination: number): void {
    const queue = this.#queues.get(destination);
    if (queue === undefined) return;
    const pdus = queue.splice(0, this.#server.policy.transactionPdusMax);
    if (queue.length === 0) this.#queues.delete(destination);
    this.#status[destination] = inFlight;
    this.#server.ask(destination, { kind: "send", pdus }, (answer) => {
      if (answer.ok) this.delivered(destination);
      else this.undelivered(destination, pdus);
    });
  }

  #wait(destination: number): void {
    const { policy, ports, number } = this.#server;
    const { first, factor, max } = policy.retryMs;
    let wait = first;
    for (let n = 0; n < this.#failures[destination] && wait < max; n++) wait *= factor;
    if (this.#failures[destination] < 255) this.#failures[destination]++;
    const atMs = ports.now() + Math.min(wait, max);
    const last = this.#groups.length - 1;
    if (last < 0 || this.#groups[last].atMs !== atMs) {
      this.#groups.push({ atMs, members: [] });
      ports.timer(number, atMs, this.#groups.length - 1);
    }
    this.#groups[this.#groups.length - 1].members.push(destination);
    this.#group[destination] = this.#groups.length - 1;
  }

  #allocate(count: number): void {
    this.#status = new Uint8Array(count);
    this.#failures = new Uint8Array(count);
    this.#group = new Int32Array(count);
    this.#recipients = new Int32Array(count);
  }
}
