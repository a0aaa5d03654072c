// The engine and the homeservers put together: virtual time, the wire with its faults, and one
// server per name. It pops what is due, hands it to whom it concerns, and lets the recorder write.
// Every message has a number that follows from what caused it, so that taking one action or fault
// out of a plan leaves the draws of all others as they were. The file is long because the ways of
// a message through faults, holds and obstacles share its state.
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
import { serverOf, type Pdu } from "../protocol/event.ts";
import type { Signer } from "../protocol/signing.ts";
import {
  Homeserver,
  noAnswer,
  policy as namedPolicy,
  SharedRoom,
  type Answer,
  type Intake,
  type Ports,
  type Reason,
  type RoomEvent,
  type RoomRequest,
} from "../server/index.ts";
import type { NetResult } from "../trace/records.ts";
import { Obstacles, passes, refused, type Fate, type Passing } from "./faults/obstacles.ts";
import type { Plan } from "./plan.ts";
import { TraceRecorder } from "./trace-recorder.ts";

/** Kinds of queue entries. */
const kinds = { wire: 1, timer: 2, call: 3, late: 4 } as const;

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

/** A message or an answer that an obstacle lets through later. */
interface Late {
  readonly from: number;
  readonly to: number;
  readonly payload: number;
  readonly number: number;
  /** Its own place among those that are put off. */
  readonly place: number;
  /** The sender has learned what became of it. */
  done: boolean;
  stage: "arrival" | "answer" | "timeout";
  result: number;
}

export class World implements Ports {
  readonly queue = new Queue();
  readonly faults: Faults;
  readonly links: Links;
  readonly recorder: TraceRecorder;
  readonly obstacles = new Obstacles();
  readonly servers: Homeserver[] = [];
  readonly rooms: SharedRoom[] = [];
  /** What chance comes from now: the plan's seed, or what took its place. */
  seed: string;
  readonly serverCount: number;
  readonly waitedFor: Int32Array;
  readonly wire = this;
  readonly #broadcasts: Broadcasts;
  readonly #names: readonly string[];
  readonly #numbers = new Map<string, number>();
  readonly #payloads: Payload[] = [];
  readonly #held: Held[] = [];
  readonly #late: Late[] = [];
  /** How long a sender waits for an answer. */
  readonly timeoutMs: number;
  /** By server that stands still: the timers that wait for it. */
  readonly #pausedTimers = new Map<number, { tag: number; number: number }[]>();
  /** By server: what is added to its clock, besides its offset. */
  readonly #clocks: ((nowMs: number) => number)[][];
  readonly #calls: (() => void)[] = [];
  readonly #intake: Intake;
  /** By server whose newest key nobody has: since when, by its own clock. */
  readonly #hiddenKeys = new Map<string, number>();
  readonly #signers: Signer[];
  readonly #offsets: number[];
  /** What is being handled now, and how many messages it has caused so far. */
  #cause = 0;
  #caused = 0;

  constructor({ plan, intake, signerOf, remember = true }: WorldOptions) {
    this.#names = plan.servers.map((server) => server.name);
    this.serverCount = this.#names.length;
    this.seed = plan.seed;
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
    this.#clocks = plan.servers.map(() => []);
    const timeoutMs = namedPolicy(plan.servers[0].policy ?? "synapse").requestTimeoutMs;
    this.timeoutMs = timeoutMs;
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
    let atMs = epochMs + this.queue.atMs + this.#offsets[server];
    for (const clock of this.#clocks[server]) atMs += clock(this.queue.atMs);
    return Math.max(0, atMs);
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

  /** Sends events once more, beside the queues; nobody waits for answers. */
  broadcastAgain(from: number, pdus: readonly RoomEvent[], to: Int32Array): void {
    const payload = this.#load(from, { pdus, request: undefined, tag: 0 });
    this.#broadcasts.startUnanswered(from, payload, to, to.length, this.#nextNumber());
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
      // Made here: V8 keeps a world whose constructor made this closure until a full collection,
      // so that each run of a sweep was copied twice before it went (a third of all time).
      intake: (pdu, version) => this.#keyProblem(pdu) ?? this.#intake(pdu, version),
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
    else if (kind === kinds.timer) this.#wake(a, b, c);
    else if (kind === kinds.late) this.#goOn(this.#late[a], b);
    else {
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

  /** Bends a server's clock by a function of virtual time until the function that comes back is called. */
  bendClock(server: number, offsetMs: (nowMs: number) => number): () => void {
    const clocks = this.#clocks[server];
    clocks.push(offsetMs);
    return () => void clocks.splice(clocks.indexOf(offsetMs), 1);
  }

  /** Lets all chance from now on come from another seed. */
  reseed(seed: string): void {
    this.seed = seed;
    this.links.reseed(seedHash(seed));
  }

  /** Lets a server stand still: its timers wait. Messages to it are a hold's business. */
  pause(server: number): void {
    if (!this.#pausedTimers.has(server)) this.#pausedTimers.set(server, []);
  }

  isPaused(server: number): boolean {
    return this.#pausedTimers.has(server);
  }

  /** Lets a paused server go on; timers that were due fire now. */
  resume(server: number): void {
    const timers = this.#pausedTimers.get(server) ?? [];
    this.#pausedTimers.delete(server);
    for (const { tag, number } of timers) {
      this.queue.push(this.queue.atMs, kinds.timer, server, tag, number);
    }
  }

  /** From now on nobody gets at the key with which a server signs, until the end is called. */
  hideKey(server: number): () => void {
    const name = this.#names[server];
    this.#hiddenKeys.set(name, this.wallClock(server));
    return () => void this.#hiddenKeys.delete(name);
  }

  #keyProblem({ sender, origin_server_ts: ts }: Pdu): Reason | undefined {
    if (this.#hiddenKeys.size === 0) return undefined;
    const sinceMs = this.#hiddenKeys.get(serverOf(sender));
    if (sinceMs === undefined || ts < sinceMs) return undefined;
    const spec = "server-server-api#retrieving-server-keys";
    return {
      check: 2,
      rule: "unknown-key",
      spec,
      detail: `no key of ${serverOf(sender)} is known`,
    };
  }

  #wake(server: number, tag: number, number: number): void {
    const waiting = this.#pausedTimers.get(server);
    if (waiting !== undefined) return void waiting.push({ tag, number });
    this.#begin(number);
    if (this.servers[server].up) this.servers[server].wake(tag);
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
    if (!this.obstacles.none) {
      const fate = this.obstacles.arrival(this.#passing(from, to, payload, visits.messageNumber));
      if (fate !== passes) return this.#obstruct(from, to, payload, { fate, isFirst });
    }
    visits.setResult(this.#deliver(from, to, payload, visits.messageNumber));
  }

  /** Hands a message to its recipient, if that is up; answers the result for the sender. */
  #deliver(from: number, to: number, payload: number, number: number): number {
    if (!this.faults.up(to)) {
      this.#recordNet(from, to, payload, "refused");
      return results.refused;
    }
    const { request } = this.#payloads[payload];
    let { pdus } = this.#payloads[payload];
    if (!this.obstacles.none) pdus = this.obstacles.kept(this.#passing(from, to, payload, number));
    this.#recordNet(from, to, payload, "delivered");
    if (request === undefined) this.servers[to].receive(from, pdus);
    else this.#payloads[payload].answer = this.servers[to].handle(from, request);
    return results.ok;
  }

  #passing(from: number, to: number, payload: number, number: number): Passing {
    const { pdus, request } = this.#payloads[payload];
    return { from, to, number, endpoint: request?.kind ?? "send", pdus, nowMs: this.queue.atMs };
  }

  /** An obstacle does not let a message through as it is. */
  #obstruct(
    from: number,
    to: number,
    payload: number,
    { fate, isFirst }: { fate: Fate; isFirst: boolean },
  ): void {
    const visits = this.#broadcasts;
    if (fate > passes) {
      visits.withdraw();
      if (isFirst)
        this.#delay({ from, to, payload, number: visits.messageNumber }, "arrival", fate);
      return this.#recordNet(from, to, payload, "held");
    }
    if (fate === refused) visits.setResult(results.refused);
    else visits.block(results.cut);
    this.#recordNet(from, to, payload, fate === refused ? "refused" : "dropped");
  }

  /** Puts a message, or the answer to one, off; the sender still gives up in time. */
  #delay(
    message: Pick<Late, "from" | "to" | "payload" | "number">,
    stage: "arrival" | "answer",
    delayMs: number,
  ): void {
    const place = this.#late.length;
    this.#late.push({ ...message, place, stage, done: false, result: results.ok });
    const { atMs } = this.queue;
    this.queue.push(atMs + delayMs, kinds.late, place, 0, 0);
    this.queue.push(atMs + Math.max(1, this.timeoutMs), kinds.late, place, 1, 0);
  }

  /** What was put off arrives; or its sender gives up (`isTimeout`). */
  #goOn(late: Late, isTimeout: number): void {
    const { from, to, payload, number, stage } = late;
    this.#begin(mix(number ^ Math.imul(to + 1, 0x85ebca6b)) + 3 + isTimeout);
    if (isTimeout === 1 || stage === "answer") {
      if (late.done) return;
      late.done = true;
      return this.#finish(from, to, payload, late.result, isTimeout === 1);
    }
    if (!this.faults.open(from, to)) return this.#recordNet(from, to, payload, "dropped");
    late.result = this.#deliver(from, to, payload, number);
    late.stage = "answer";
    this.links.answerOutcome(to, from, number);
    if (this.links.lost || !this.faults.open(to, from)) return;
    this.queue.push(this.queue.atMs + this.links.delayMs, kinds.late, late.place, 0, 0);
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
    if (!timedOut && !this.obstacles.none && result === results.ok) {
      const fate = this.obstacles.answer(this.#passing(from, to, payload, visits.messageNumber));
      if (fate < passes) return visits.block(results.cut);
      if (fate > passes) {
        visits.withdraw();
        return this.#delay({ from, to, payload, number: visits.messageNumber }, "answer", fate);
      }
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
