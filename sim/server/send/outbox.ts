// A server's outgoing transactions: one in flight per destination, up to 50 PDUs each, and waits
// that grow after failures. What the server sends stands once in a log; a destination has only its
// place in it, and destinations at one place share a broadcast. So ten thousand destinations cost
// a few bytes each. Who was away for long skips what waited and gets the newest events of each room
// instead: gaps come from there. Spec v1.19, server-server API, "Transactions"; the waits are the
// policy's, the specification has none.
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { OwnServer } from "../own-server.ts";
import type { RoomEvent } from "../request.ts";
import { hasServer, type SharedRoom } from "../replica/shared-room.ts";

const idle = 0;
const inFlight = 1;
const waiting = 2;

// Of servers that send nothing, or never fail: a hundred thousand of them share these.
const noBytes = new Uint8Array(0);
const noInts = new Int32Array(0);

/** A PDU that was sent, and to whom. */
interface Entry extends RoomEvent {
  readonly to: Int32Array;
  /** A server among `to` that is left out, or -1. */
  readonly except: number;
}

/** What an outbox had stored at some time, to go back to. */
export interface OutboxBackup {
  /** A copy: an older backup may be played back in between, and the log then grows otherwise. */
  readonly log: readonly Entry[];
  readonly status: Uint8Array;
  readonly acked: Int32Array;
  readonly behind: Uint8Array;
}

export class Outbox {
  readonly #server: OwnServer;
  readonly #log: Entry[] = [];
  /** Per destination, made at the first use. */
  #status = noBytes;
  /** Unless idle: the log up to `#acked` has arrived, up to `#sent` is in flight. */
  #acked = noInts;
  #sent = noInts;
  /** Per destination, made at the first failure: most servers never see one. */
  #failures = noBytes;
  #group = noInts;
  /** 1: away for so long that the next transaction is a catch-up. */
  #behind = noBytes;
  /** Destinations that share a time of retry, by group number. */
  readonly #groups: { readonly atMs: number; members: number[] }[] = [];
  /** Scratch space of all outboxes: what is written into it is handed on at once, and copied there. */
  static #recipients = new Int32Array(0);
  /** The last transaction that was put together: destinations come in step. */
  #last: { start: number; end: number; pdus: readonly RoomEvent[] } = {
    start: -1,
    end: -1,
    pdus: [],
  };

  constructor(server: OwnServer) {
    this.#server = server;
  }

  /** Sends an event to servers, at once where they are idle. `except`: a server left out, or -1. */
  send(room: SharedRoom, event: EventIndex, to: Int32Array, except: number): void {
    const { number, ports } = this.#server;
    if (this.#status.length === 0) this.#allocate(ports.serverCount);
    const place = this.#log.length;
    this.#log.push({ room, event, to, except });
    let count = 0;
    for (let i = 0; i < to.length; i++) {
      const destination = to[i];
      if (destination === number || destination === except) continue;
      if (this.#status[destination] !== idle) continue;
      this.#status[destination] = inFlight;
      this.#acked[destination] = place;
      this.#sent[destination] = place + 1;
      Outbox.#recipients[count++] = destination;
    }
    if (count === 0) return;
    ports.wire.broadcast(number, this.#slice(place, place + 1), Outbox.#recipients, count);
  }

  /** A transaction was answered with 200. */
  delivered(destination: number): void {
    if (this.#status[destination] !== inFlight) return;
    if (this.#failures.length > 0) {
      this.#failures[destination] = 0;
      this.#behind[destination] = 0;
    }
    if (this.#sent[destination] === this.#log.length) {
      this.#status[destination] = idle;
      return;
    }
    this.#acked[destination] = this.#sent[destination];
    this.#startNext(destination);
  }

  /** A transaction was not answered in time, or refused: its PDUs wait for another try. */
  undelivered(destination: number): void {
    if (this.#status[destination] !== inFlight) return;
    this.#status[destination] = waiting;
    this.#server.ports.waits.begin(this.#server.number, destination);
    this.#wait(destination);
  }

  /** The destination showed that it lives. */
  heardFrom(destination: number): void {
    if (!this.#server.ports.waits.possible(this.#server.number, destination)) return;
    if (destination >= this.#status.length || this.#status[destination] !== waiting) return;
    if (!this.#server.policy.inboundEndsRetry) return;
    this.#failures[destination] = 0;
    this.#startNext(destination);
  }

  /** A time of retry has come: destinations at one place of the log are tried together. */
  wake(group: number): void {
    const { number, ports } = this.#server;
    const { members } = this.#groups[group];
    this.#groups[group].members = [];
    let count = 0;
    let place = -1;
    const flush = () => {
      if (count === 0) return;
      const end = this.#sent[Outbox.#recipients[0]];
      ports.wire.broadcast(number, this.#slice(place, end), Outbox.#recipients, count);
      count = 0;
    };
    for (const destination of members) {
      if (this.#status[destination] !== waiting || this.#group[destination] !== group) continue;
      if (!this.#prepare(destination)) continue;
      if (this.#isBehind(destination)) {
        flush();
        this.#catchUp(destination);
        continue;
      }
      if (this.#acked[destination] !== place || this.#sent[destination] !== this.#sentOfFirst()) {
        flush();
        place = this.#acked[destination];
      }
      Outbox.#recipients[count++] = destination;
    }
    flush();
  }

  /** Waits grow from the first one of the new policy on: how often it was tried by another one says nothing. */
  changePolicy(): void {
    this.#failures.fill(0);
  }

  /** After a restart nothing is in flight; what had not arrived is sent again. */
  restart(): void {
    for (let destination = 0; destination < this.#status.length; destination++) {
      if (this.#status[destination] === idle) continue;
      if (this.#failures.length > 0) this.#failures[destination] = 0;
      this.#startNext(destination);
    }
  }

  /** What is stored now. */
  save(): OutboxBackup {
    return {
      log: this.#log.slice(),
      status: this.#status.slice(),
      acked: this.#acked.slice(),
      behind: this.#behind.slice(),
    };
  }

  /** Goes back to what was stored, while the server is down; `restart` sends what is due then. */
  restore(backup: OutboxBackup): void {
    const { number, ports } = this.#server;
    this.#log.length = 0;
    for (const entry of backup.log) this.#log.push(entry);
    this.#last = { start: -1, end: -1, pdus: [] };
    if (backup.behind.length > 0) this.#prepareForFailures();
    for (let destination = 0; destination < this.#status.length; destination++) {
      if (this.#status[destination] === waiting) ports.waits.end(number, destination);
      // What was under way or waited then is tried again, without a wait.
      const then = backup.status[destination] ?? idle;
      this.#status[destination] = then === idle ? idle : inFlight;
      this.#acked[destination] = Math.min(backup.acked[destination] ?? 0, backup.log.length);
      this.#sent[destination] = this.#acked[destination];
      if (this.#behind.length > 0) this.#behind[destination] = backup.behind[destination] ?? 0;
    }
  }

  #sentOfFirst(): number {
    return this.#sent[Outbox.#recipients[0]];
  }

  #startNext(destination: number): void {
    if (!this.#prepare(destination)) return;
    if (this.#isBehind(destination)) return this.#catchUp(destination);
    const { number, ports } = this.#server;
    const pdus = this.#slice(this.#acked[destination], this.#sent[destination]);
    Outbox.#recipients[0] = destination;
    ports.wire.broadcast(number, pdus, Outbox.#recipients, 1);
  }

  /**
   * In place of all that waited, sends the forward extremities of the rooms concerned, whoever made
   * them; of a room that the destination is no longer in, the last event that was meant for it.
   */
  #catchUp(destination: number): void {
    const { number, ports } = this.#server;
    const newest = new Map<SharedRoom, EventIndex>();
    for (let place = this.#acked[destination]; place < this.#sent[destination]; place++) {
      const entry = this.#log[place];
      if (isFor(entry, destination)) newest.set(entry.room, entry.event);
    }
    const pdus: RoomEvent[] = [];
    for (const [room, event] of newest) {
      const replica = this.#server.replica(room);
      const inside = replica.isResident(destination);
      const tips = inside ? room.sets.members(replica.extremities) : [event];
      for (const tip of tips) pdus.push({ room, event: tip });
    }
    Outbox.#recipients[0] = destination;
    ports.wire.broadcast(number, pdus, Outbox.#recipients, 1);
  }

  /** Marks the destination's next transaction as in flight; false if there is nothing for it. */
  #prepare(destination: number): boolean {
    const { number, ports } = this.#server;
    if (this.#status[destination] === waiting) ports.waits.end(number, destination);
    let start = this.#acked[destination];
    while (start < this.#log.length && !isFor(this.#log[start], destination)) start++;
    if (start === this.#log.length) {
      this.#status[destination] = idle;
      return false;
    }
    let end = start + 1;
    const most = Math.min(this.#log.length, start + this.#server.policy.transactionPdusMax);
    while (end < most && isFor(this.#log[end], destination)) end++;
    this.#status[destination] = inFlight;
    this.#acked[destination] = start;
    this.#sent[destination] = this.#isBehind(destination) ? this.#log.length : end;
    return true;
  }

  #slice(start: number, end: number): readonly RoomEvent[] {
    if (this.#last.start !== start || this.#last.end !== end) {
      this.#last = { start, end, pdus: this.#log.slice(start, end) };
    }
    return this.#last.pdus;
  }

  #isBehind(destination: number): boolean {
    return this.#behind.length > 0 && this.#behind[destination] > 0;
  }

  #wait(destination: number): void {
    this.#prepareForFailures();
    const { policy, ports, number } = this.#server;
    const { first, factor, max } = policy.retryMs;
    let wait = first;
    for (let n = 0; n < this.#failures[destination] && wait < max; n++) wait *= factor;
    if (this.#failures[destination] < 255) this.#failures[destination]++;
    if (wait > policy.catchUpAfterMs) this.#behind[destination] = 1;
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
    this.#acked = new Int32Array(count);
    this.#sent = new Int32Array(count);
    if (Outbox.#recipients.length < count) Outbox.#recipients = new Int32Array(count);
  }

  #prepareForFailures(): void {
    if (this.#failures.length > 0) return;
    const { length } = this.#status;
    this.#failures = new Uint8Array(length);
    this.#group = new Int32Array(length);
    this.#behind = new Uint8Array(length);
  }
}

function isFor(entry: Entry, destination: number): boolean {
  return entry.except !== destination && hasServer(entry.to, destination);
}
