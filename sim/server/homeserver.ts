// A virtual homeserver: a synchronous state machine. Inputs are client actions, requests, answers
// and timers; effects go out through ports. It knows no clock, chance or network of its own, so
// the simulator and a bridge to real HTTPS drive the same code.
import type { EventIndex } from "../protocol/room-graph.ts";
import type { StateId } from "../protocol/state.ts";
import { tidyLater } from "./send/dummy-events.ts";
import type { Lies } from "./send/lies.ts";
import type { Lens } from "./replica/lens.ts";
import { Outbox, type OutboxBackup } from "./send/outbox.ts";
import type { OwnServer } from "./own-server.ts";
import type { Policy } from "./policy.ts";
import { way } from "./verdict.ts";
import type { Ports } from "./ports.ts";
import { notePartial, resync, withServers } from "./settle/partial-state.ts";
import { drain, offer } from "./receive/receive.ts";
import { Replica, type ReplicaBackup } from "./replica/replica.ts";
import type { InboxItem } from "./replica/pending.ts";
import { noAnswer, type Answer, type RoomEvent, type RoomRequest } from "./request.ts";
import { isShutOut } from "./access/server-acl.ts";
import { serve } from "./serve.ts";
import type { SharedRoom } from "./replica/shared-room.ts";

export interface HomeserverInput {
  /** Number of the server in the run. */
  readonly number: number;
  readonly policy: Policy;
  readonly ports: Ports;
  /** False: share no answers with other servers (to test the sharing). */
  readonly remember: boolean;
}

/** What a server had stored at some time, to go back to. */
export interface ServerBackup {
  readonly replicas: readonly (ReplicaBackup | undefined)[];
  readonly outbox: OutboxBackup;
}

const noOutbox: OutboxBackup = {
  log: [],
  status: new Uint8Array(0),
  acked: new Int32Array(0),
  behind: new Uint8Array(0),
};

export class Homeserver implements OwnServer {
  readonly number: number;
  #policy: Policy;
  readonly ports: Ports;
  readonly remember: boolean;
  readonly outbox: Outbox;
  /** By room number. */
  readonly replicas: (Replica | undefined)[] = [];
  /** Rooms to which a local user was invited from outside: room number → inviting server. */
  readonly invitedBy = new Map<number, number>();
  up = true;
  /** How often it has crashed: what was sent before a crash is nobody's business after it. */
  crashes = 0;
  /** Of a policy server: it signs no event that holds one of these words. Undefined: it is none. */
  refusedWords: readonly string[] | undefined = undefined;
  /** Ways in which it errs on purpose; an honest server has none. */
  lies: Lies = {};
  /** An error on purpose: /state_ids answers with the event before the newest one at a slot. */
  staleSlot: { readonly room: SharedRoom; readonly slot: number } | undefined = undefined;
  readonly #asked = new Map<number, (answer: Answer) => void>();
  #nextTag = 0;
  readonly #later = new Map<number, () => void>();

  constructor({ number, policy, ports, remember }: HomeserverInput) {
    this.number = number;
    this.#policy = policy;
    this.ports = ports;
    this.remember = remember;
    this.outbox = new Outbox(this);
  }

  get policy(): Policy {
    return this.#policy;
  }
  set policy(policy: Policy) {
    this.#policy = policy;
    this.outbox.changePolicy();
    for (const replica of this.replicas) replica?.changePolicy();
  }

  get name(): string {
    return this.ports.serverName(this.number);
  }

  /** The server's replica of a room, made at first mention. */
  replica(shared: SharedRoom): Replica {
    let replica = this.replicas[shared.number];
    if (replica === undefined) {
      replica = new Replica(shared, this.#lensOf(shared), this.number);
      this.replicas[shared.number] = replica;
    }
    return replica;
  }

  #lensOf(shared: SharedRoom): Lens {
    return shared.lens(this.policy.dialect, this.remember);
  }

  /** A transaction of another server. It is answered at once, whatever becomes of its events. */
  receive(from: number, pdus: readonly RoomEvent[]): void {
    this.outbox.heardFrom(from);
    for (const { room, event } of pdus) {
      const replica = this.replicas[room.number];
      // A room that the server is not in, and does not enter either, is none of its business.
      if (replica === undefined) continue;
      if (replica.has(event)) continue;
      if (room.aclSlot >= 0 && isShutOut(replica, this.ports.serverName(from))) continue;
      offer(this, replica, { event, via: way.send, from, askedMissing: false });
      replica.settleDown(this.#policy);
    }
  }

  // Called by what happens to a single event, which cannot know what happens to rooms as a whole.

  /** Takes an event in that came some other way than by a transaction. */
  offer(replica: Replica, item: InboxItem): void {
    offer(this, replica, item);
  }

  /** Goes on with what waits in a room's inbox. */
  drain(replica: Replica): void {
    drain(this, replica);
  }

  /** The forward extremities of a room have moved. */
  tidyLater(replica: Replica): void {
    tidyLater(this, replica);
  }

  /** A request of another server; `then` gets the answer, at once unless others have to be asked first. */
  handle(from: number, request: RoomRequest, then: (answer: Answer) => void): void {
    this.outbox.heardFrom(from);
    serve(this, { from, request }, (answer) => {
      then(this.lies.answer?.(request, answer) ?? answer);
    });
  }

  /** Asks another server; the answer, or `noAnswer`, is handed to `then`. */
  ask(to: number, request: RoomRequest, then: (answer: Answer) => void): void {
    const tag = this.#nextTag++;
    this.#asked.set(tag, (answer) => {
      if (answer.ok && "redacted" in answer) {
        this.replicas[request.room.number]?.redact(answer.redacted ?? []);
      }
      then(answer);
    });
    this.ports.wire.request(this.number, to, request, tag);
  }

  /** The answer to an earlier request. A server that crashed since has forgotten the question. */
  answered(tag: number, answer: Answer): void {
    const then = this.#asked.get(tag);
    if (then === undefined) return;
    this.#asked.delete(tag);
    then(answer);
  }

  /** A transaction reached a destination, or did not; not for those sent before a crash. */
  delivered(to: number): void {
    if (this.up) this.outbox.delivered(to);
  }

  undelivered(to: number): void {
    if (this.up) this.outbox.undelivered(to);
  }

  /** Calls back at a time, unless the server crashes before. */
  later(atMs: number, call: () => void): void {
    // The outbox numbers its timers from 0 upwards.
    const tag = -1 - this.#nextTag++;
    this.#later.set(tag, call);
    this.ports.timer(this.number, atMs, tag);
  }

  /** A timer that was set through the ports. */
  wake(tag: number): void {
    if (tag >= 0) return this.outbox.wake(tag);
    const call = this.#later.get(tag);
    this.#later.delete(tag);
    call?.();
  }

  /** Sends a new event to the servers that are in the room before it. */
  publish(replica: Replica, event: EventIndex, before: StateId, except = -1): void {
    const joined = replica.shared.joinedServers(before);
    const to = replica.partial === undefined ? joined : withServers(joined, replica.partial);
    const { share } = this.lies;
    if (share === undefined) return this.outbox.send(replica.shared, event, to, except);
    for (const [part, some] of share(replica, event, to)) {
      this.outbox.send(replica.shared, part, some, except);
    }
  }

  /**
   * Memory is lost: questions and what was in flight. What was stored stays, and so do events that
   * were answered with 200 but not worked off: Synapse keeps those on disk as well.
   */
  crash(): void {
    this.up = false;
    this.crashes++;
    // First of all, so that nobody who learns of an answer that never comes goes on with them.
    for (const replica of this.replicas) {
      if (replica === undefined) continue;
      const { waiting } = replica;
      if (waiting !== undefined && waiting !== "join") replica.inbox.unshift(waiting.item);
      replica.waiting = undefined;
      replica.inbox.push(...replica.aside);
      replica.aside.clear();
      for (const then of replica.partial?.waiting ?? []) then(false);
    }
    this.#later.clear();
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const then of asked) then(noAnswer);
  }

  /** What is stored now, of all rooms and of what is owed to others. */
  save(): ServerBackup {
    return {
      replicas: this.replicas.map((replica) => replica?.save()),
      outbox: this.outbox.save(),
    };
  }

  /**
   * While it is down: goes back to what was stored once, or to nothing at all.
   * @returns for each room the events that the server does not know any more
   */
  restore(backup: ServerBackup | undefined): { replica: Replica; gone: EventIndex[] }[] {
    const lost: { replica: Replica; gone: EventIndex[] }[] = [];
    for (const [room, replica] of this.replicas.entries()) {
      if (replica === undefined) continue;
      const was = replica.partial;
      lost.push({ replica, gone: replica.restore(backup?.replicas[room]) });
      const is = replica.partial;
      if (is !== undefined && was === undefined) notePartial(this, replica, is, "begin");
      if (is === undefined && was !== undefined) notePartial(this, replica, was, "end");
      if (backup?.replicas[room] === undefined) this.replicas[room] = undefined;
    }
    this.outbox.restore(backup?.outbox ?? noOutbox);
    return lost;
  }

  /** Goes on by another policy; a new dialect holds for what comes from now on. */
  upgrade(policy: Policy): void {
    this.policy = policy;
    for (const replica of this.replicas) replica?.changeLens(this.#lensOf(replica.shared));
  }

  /** Starts again from what was stored. */
  restart(): void {
    this.up = true;
    this.outbox.restart();
    for (const replica of this.replicas) {
      if (replica === undefined) continue;
      resync(this, replica);
      drain(this, replica);
    }
  }
}
