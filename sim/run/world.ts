// The engine and the homeservers put together: virtual time, the wire with its faults, and one
// server per name. It pops what is due, hands it to whom it concerns, and lets the recorder write.
// Every message has a number that follows from what caused it, so that taking one action or fault
// out of a plan leaves the draws of all others as they were.
import {
  ANSWER,
  ARRIVAL,
  Broadcasts,
  Faults,
  Links,
  mix,
  Queue,
  seedHash,
} from "../engine/index.ts";
import type { Signer } from "../protocol/signing.ts";
import {
  Homeserver,
  noAnswer,
  policy as namedPolicy,
  SharedRoom,
  type Answer,
  type Intake,
  type Ports,
  type RoomEvent,
  type RoomRequest,
} from "../server/index.ts";
import type { NetResult } from "../trace/records.ts";
import type { Plan } from "./plan.ts";
import { TraceRecorder } from "./trace-recorder.ts";

/** Kinds of queue entries. */
const kinds = { wire: 1, timer: 2, call: 3 } as const;

/** Results of a delivery. */
const results = { ok: 1, refused: 2, cut: 3 } as const;

/** Virtual time 0 as the servers' clocks show it: 2024-01-01T00:00:00Z. */
export const epochMs = 1_704_067_200_000;

export interface WorldOptions {
  readonly plan: Plan;
  readonly intake: Intake;
  /** The signer of a server. */
  readonly signerOf: (name: string) => Signer;
  /** False: every memory is switched off (default: true). */
  readonly remember?: boolean;
}

/** A message on its way: a transaction to many, or a request to one. */
interface Payload {
  readonly pdus: readonly RoomEvent[];
  /** Undefined for a transaction. */
  readonly request: RoomRequest | undefined;
  readonly tag: number;
  readonly sentMs: number;
  /** How often the sender had crashed when it sent this. */
  readonly crashes: number;
  answer: Answer;
}

/** A message that a hold keeps back. */
interface Held {
  readonly from: number;
  readonly to: number;
  readonly payload: number;
  /** True for an answer, on its way back from `to` to `from`. */
  readonly isAnswer: boolean;
}

export class World implements Ports {
  readonly queue = new Queue();
  readonly faults: Faults;
  readonly links: Links;
  readonly recorder: TraceRecorder;
  readonly servers: Homeserver[] = [];
  readonly rooms: SharedRoom[] = [];
  readonly serverCount: number;
  readonly waitedFor: Int32Array;
  readonly wire = this;
  readonly #broadcasts: Broadcasts;
  readonly #names: readonly string[];
  readonly #numbers = new Map<string, number>();
  readonly #payloads: Payload[] = [];
  readonly #held: Held[] = [];
  readonly #calls: (() => void)[] = [];
  readonly #intake: Intake;
  readonly #signers: Signer[];
  readonly #offsets: number[];
  /** What is being handled now, and how many messages it has caused so far. */
  #cause = 0;
  #caused = 0;

  constructor({ plan, intake, signerOf, remember = true }: WorldOptions) {
    this.#names = plan.servers.map((server) => server.name);
    this.serverCount = this.#names.length;
    this.waitedFor = new Int32Array(this.serverCount);
    for (const [number, name] of this.#names.entries()) this.#numbers.set(name, number);
    this.recorder = new TraceRecorder(plan.trace, () => this.queue.atMs);
    const { delay, loss, duplication, links = [] } = plan.network;
    const rule = { delay, ...(loss && { loss }), ...(duplication && { duplication }) };
    this.links = new Links(this.serverCount, seedHash(plan.seed), rule);
    for (const { from, to, ...own } of links) {
      this.links.setLink(this.serverNumber(from), this.serverNumber(to), own);
    }
    this.faults = new Faults(this.serverCount);
    this.#intake = intake;
    this.#signers = this.#names.map(signerOf);
    this.#offsets = plan.servers.map((server) => server.clockOffsetMs ?? 0);
    const timeoutMs = namedPolicy(plan.servers[0].policy ?? "synapse").requestTimeoutMs;
    this.#broadcasts = new Broadcasts(this.queue, kinds.wire, this.links, { timeoutMs });
    for (const [number, row] of plan.servers.entries()) {
      const preset = namedPolicy(row.policy ?? "synapse");
      const policy = row.dialect === undefined ? preset : { ...preset, dialect: row.dialect };
      this.servers.push(new Homeserver({ number, policy, ports: this, remember }));
    }
  }

  // Ports.

  now(): number {
    return this.queue.atMs;
  }
  wallClock(server: number): number {
    return epochMs + this.queue.atMs + this.#offsets[server];
  }
  timer(server: number, atMs: number, tag: number): void {
    this.queue.push(atMs, kinds.timer, server, tag, this.#nextNumber());
  }
  signer(server: number): Signer {
    return this.#signers[server];
  }
  serverName(server: number): string {
    return this.#names[server];
  }

  /** Number of a server by name; -1 for a stranger. */
  serverNumber(name: string): number {
    return this.#numbers.get(name) ?? -1;
  }

  broadcast(from: number, pdus: readonly RoomEvent[], to: Int32Array, count: number): void {
    const last = this.#payloads.length - 1;
    const isLast = this.#payloads[last]?.pdus === pdus && this.#isOfNow(from, last);
    const payload = isLast ? last : this.#load(from, { pdus, request: undefined, tag: 0 });
    this.#broadcasts.start(from, payload, to, count, this.#nextNumber());
  }

  request(from: number, to: number, request: RoomRequest, tag: number): void {
    const payload = this.#load(from, { pdus: [], request, tag });
    this.#broadcasts.startOne(from, to, payload, this.#nextNumber());
  }

  // Running.

  /**
   * A new room; the servers share its graph.
   * @param serverNumber finds a user's server (default: by its name in the plan)
   */
  newRoom(
    version: string,
    serverNumber: (name: string) => number = (name) => this.serverNumber(name),
  ): SharedRoom {
    const room = new SharedRoom({
      number: this.rooms.length,
      version,
      serverNumber,
      serverCount: this.serverCount,
      intake: this.#intake,
    });
    this.rooms.push(room);
    return room;
  }

  /** Calls back at a time; `cause` names the step, for the draws of what it causes. */
  at(atMs: number, cause: number, call: () => void): void {
    this.#calls.push(call);
    this.queue.push(atMs, kinds.call, this.#calls.length - 1, cause, 0);
  }

  /** Handles what is due next; false if nothing is left. */
  step(): boolean {
    if (!this.queue.next()) return false;
    const { kind, a, b, c } = this.queue;
    if (kind === kinds.wire) this.#pump(a);
    else if (kind === kinds.timer) {
      this.#begin(c);
      if (this.servers[a].up) this.servers[a].wake(b);
    } else {
      this.#begin(mix(b + 1));
      this.#calls[a]();
    }
    return true;
  }

  /** Sends everything on that no hold keeps back any more. */
  releaseHeld(): void {
    for (const held of this.#held.splice(0)) {
      const { from, to, payload, isAnswer } = held;
      const [source, target] = isAnswer ? [to, from] : [from, to];
      if (this.faults.held(source, target)) this.#held.push(held);
      else if (isAnswer) this.#finish(from, to, payload, results.ok, false);
      else this.#broadcasts.startOne(from, to, payload, this.#nextNumber());
    }
  }

  #load(from: number, payload: Pick<Payload, "pdus" | "request" | "tag">): number {
    const { crashes } = this.servers[from];
    this.#payloads.push({ ...payload, sentMs: this.queue.atMs, crashes, answer: noAnswer });
    return this.#payloads.length - 1;
  }

  #isOfNow(from: number, payload: number): boolean {
    const { sentMs, crashes } = this.#payloads[payload];
    return sentMs === this.queue.atMs && crashes === this.servers[from].crashes;
  }

  #begin(cause: number): void {
    this.#cause = cause;
    this.#caused = 0;
  }

  #nextNumber(): number {
    return mix(this.#cause ^ Math.imul(++this.#caused, 0x9e3779b1)) >>> 1;
  }

  #pump(id: number): void {
    const visits = this.#broadcasts;
    visits.begin(id);
    while (visits.more()) {
      const { from, to, payload, phase } = visits;
      this.#begin(mix(visits.messageNumber ^ Math.imul(to + 1, 0x85ebca6b)) + phase);
      if (phase === ANSWER) this.#answer(from, to, payload);
      else this.#arrive(from, to, payload, phase === ARRIVAL);
    }
    visits.end();
  }

  #arrive(from: number, to: number, payload: number, isFirst: boolean): void {
    const { faults } = this;
    const visits = this.#broadcasts;
    if (!faults.open(from, to)) {
      visits.block(results.cut);
      return this.#recordNet(from, to, payload, "dropped");
    }
    if (faults.held(from, to)) {
      visits.withdraw();
      if (isFirst) this.#held.push({ from, to, payload, isAnswer: false });
      return this.#recordNet(from, to, payload, "held");
    }
    if (!faults.up(to)) {
      visits.setResult(results.refused);
      return this.#recordNet(from, to, payload, "refused");
    }
    const { pdus, request } = this.#payloads[payload];
    visits.setResult(results.ok);
    this.#recordNet(from, to, payload, "delivered");
    if (request === undefined) this.servers[to].receive(from, pdus);
    else this.#payloads[payload].answer = this.servers[to].handle(from, request);
  }

  #answer(from: number, to: number, payload: number): void {
    const visits = this.#broadcasts;
    const { result, timedOut } = visits;
    if (!timedOut && !this.faults.open(to, from)) return visits.block(results.cut);
    if (!timedOut && this.faults.held(to, from)) {
      visits.withdraw();
      this.#held.push({ from, to, payload, isAnswer: true });
      return;
    }
    this.#finish(from, to, payload, result, timedOut);
  }

  /** The sender learns what became of its message. */
  #finish(from: number, to: number, payload: number, result: number, timedOut: boolean): void {
    const ok = result === results.ok && !timedOut;
    if (timedOut) this.#recordNet(from, to, payload, "timed-out");
    const { request, tag, answer, crashes } = this.#payloads[payload];
    const server = this.servers[from];
    if (server.crashes !== crashes) return;
    if (request !== undefined) server.answered(tag, ok ? answer : noAnswer);
    else if (ok) server.delivered(to);
    else server.undelivered(to);
  }

  #recordNet(from: number, to: number, payload: number, result: NetResult): void {
    this.recorder.counters.requests++;
    if (!this.recorder.keepsNet) return;
    const { pdus, request, sentMs } = this.#payloads[payload];
    this.recorder.net({
      kind: "net",
      sentMs,
      atMs: this.queue.atMs,
      from,
      to,
      request: request?.kind ?? "send",
      result,
      events: pdus.map(({ room, event }) => this.recorder.eventNumber(room, event)),
    });
  }
}
