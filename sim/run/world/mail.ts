// The wire of a run: transactions and requests between servers, through cuts, holds and obstacles,
// and what their senders learn of them. What an obstacle puts off lies in late-mail.ts. The world
// owns it and tells it when a queue entry of its own is due.
import {
  ANSWER,
  ARRIVAL,
  Broadcasts,
  type Faults,
  type Links,
  type Queue,
} from "../../engine/index.ts";
import {
  noAnswer,
  type Answer,
  type Homeserver,
  type RoomEvent,
  type RoomRequest,
  type Waits,
  type Wire,
} from "../../server/index.ts";
import type { NetResult } from "../../trace/records.ts";
import type { Causes } from "./causes.ts";
import { Obstacles, passes, refused, type Fate, type Passing } from "../faults/obstacles.ts";
import { kinds, LateMail, results, type Postman } from "./late-mail.ts";
import type { TraceRecorder } from "./trace-recorder.ts";

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

/** What a request carries. */
const noPdus: readonly RoomEvent[] = [];

export interface MailInput {
  readonly queue: Queue;
  readonly links: Links;
  readonly faults: Faults;
  readonly causes: Causes;
  readonly recorder: TraceRecorder;
  readonly servers: readonly Homeserver[];
  readonly waits: Waits;
  /** How long a sender waits for an answer. */
  readonly timeoutMs: number;
}

export class Mail implements Wire, Postman {
  readonly obstacles = new Obstacles();
  readonly #queue: Queue;
  readonly #faults: Faults;
  readonly #causes: Causes;
  readonly #recorder: TraceRecorder;
  readonly #servers: readonly Homeserver[];
  readonly #broadcasts: Broadcasts;
  readonly #late: LateMail;
  readonly #waits: Waits;
  readonly #payloads: Payload[] = [];
  readonly #held: Held[] = [];

  constructor(input: MailInput) {
    this.#queue = input.queue;
    this.#faults = input.faults;
    this.#causes = input.causes;
    this.#recorder = input.recorder;
    this.#servers = input.servers;
    this.#waits = input.waits;
    const { timeoutMs } = input;
    this.#broadcasts = new Broadcasts(input.queue, kinds.wire, input.links, { timeoutMs });
    this.#late = new LateMail({ ...input, postman: this });
  }

  broadcast(from: number, pdus: readonly RoomEvent[], to: Int32Array, count: number): void {
    const last = this.#payloads.length - 1;
    const isLast = this.#payloads[last]?.pdus === pdus && this.#isOfNow(from, last);
    const payload = isLast ? last : this.#load(from, pdus);
    this.#broadcasts.start(from, payload, to, count, this.#causes.next());
  }

  /** Sends events once more, beside the queues; nobody waits for answers. */
  broadcastAgain(from: number, pdus: readonly RoomEvent[], to: Int32Array): void {
    const payload = this.#load(from, pdus);
    this.#broadcasts.startUnanswered(from, payload, to, to.length, this.#causes.next());
  }

  request(from: number, to: number, request: RoomRequest, tag: number): void {
    const payload = this.#load(from, noPdus, request, tag);
    this.#broadcasts.startOne(from, to, payload, this.#causes.next());
  }

  /** Sends everything on that no hold keeps back any more. */
  releaseHeld(): void {
    for (const held of this.#held.splice(0)) {
      const { from, to, payload, isAnswer } = held;
      const [source, target] = isAnswer ? [to, from] : [from, to];
      if (this.#faults.held(source, target)) this.#held.push(held);
      else if (isAnswer) this.finish(from, to, payload, results.ok, false);
      else this.#broadcasts.startOne(from, to, payload, this.#causes.next());
    }
  }

  #load(from: number, pdus: readonly RoomEvent[], request?: RoomRequest, tag = 0): number {
    const { crashes } = this.#servers[from];
    const sentMs = this.#queue.atMs;
    this.#payloads.push({ pdus, request, tag, sentMs, crashes, answer: noAnswer });
    return this.#payloads.length - 1;
  }

  #isOfNow(from: number, payload: number): boolean {
    const { sentMs, crashes } = this.#payloads[payload];
    return sentMs === this.#queue.atMs && crashes === this.#servers[from].crashes;
  }

  /** What was put off is due, or its sender gives up. */
  goOn(place: number, isTimeout: number): void {
    this.#late.goOn(place, isTimeout);
  }

  /** A broadcast of the queue is due at some recipients. */
  pump(id: number): void {
    const visits = this.#broadcasts;
    visits.begin(id);
    const smooth = this.#smooth(visits.payload);
    while (visits.more()) {
      const { from, to, payload, phase } = visits;
      if (smooth !== undefined && phase === ARRIVAL && this.#isTaken(smooth, from, to)) continue;
      this.#causes.beginWith(visits.messageNumber, to, phase);
      if (phase === ANSWER) this.#answer(from, to, payload);
      else this.#arrive(from, to, payload, phase === ARRIVAL);
    }
    visits.end();
  }

  /** The one event of a transaction, if nothing is in the way and nobody looks at single messages. */
  #smooth(payload: number): RoomEvent | undefined {
    const { pdus } = this.#payloads[payload];
    const isWatched = !this.obstacles.none || this.#recorder.keepsNet;
    return pdus.length === 1 && !isWatched ? pdus[0] : undefined;
  }

  /** As `#arrive`, of an event of which the recipient makes what others made of it. */
  #isTaken({ room, event }: RoomEvent, from: number, to: number): boolean {
    const faults = this.#faults;
    const isHampered =
      faults.active && (!faults.open(from, to) || faults.held(from, to) || !faults.up(to));
    if (isHampered || this.#waits.possible(to, from)) return false;
    if (!room.receipts.take(event, to, this.#recorder)) return false;
    this.#recorder.counters.requests++;
    this.#broadcasts.setResult(results.ok);
    return true;
  }

  #arrive(from: number, to: number, payload: number, isFirst: boolean): void {
    const faults = this.#faults;
    const visits = this.#broadcasts;
    if (!faults.open(from, to)) {
      visits.block(results.cut);
      return this.recordNet(from, to, payload, "dropped");
    }
    if (faults.held(from, to)) {
      visits.withdraw();
      if (isFirst) this.#held.push({ from, to, payload, isAnswer: false });
      return this.recordNet(from, to, payload, "held");
    }
    if (!this.obstacles.none) {
      const fate = this.obstacles.arrival(this.#passing(from, to, payload, visits.messageNumber));
      if (fate !== passes) return this.#obstruct(from, to, payload, { fate, isFirst });
    }
    const result = this.deliver(from, to, payload, visits.messageNumber);
    if (result === results.later) visits.withdraw();
    else visits.setResult(result);
  }

  /** Hands a message to its recipient, if that is up; answers the result for the sender. */
  deliver(from: number, to: number, payload: number, number: number): number {
    if (!this.#faults.up(to)) {
      this.recordNet(from, to, payload, "refused");
      return results.refused;
    }
    const { request } = this.#payloads[payload];
    let { pdus } = this.#payloads[payload];
    if (!this.obstacles.none) pdus = this.obstacles.kept(this.#passing(from, to, payload, number));
    this.recordNet(from, to, payload, "delivered");
    if (request === undefined) {
      this.#receive(from, to, pdus);
      return results.ok;
    }
    return this.#late.ask({ from, to, payload, number }, (then) =>
      this.#servers[to].handle(from, request, (answer) => {
        this.#payloads[payload].answer = answer;
        then();
      }),
    );
  }

  /** Most servers make of an event what others made of it, and need not be looked at, far apart. */
  #receive(from: number, to: number, pdus: readonly RoomEvent[]): void {
    if (this.#waits.possible(to, from)) this.#servers[to].outbox.heardFrom(from);
    for (const pdu of pdus) {
      const isTaken = pdu.room.receipts.take(pdu.event, to, this.#recorder);
      if (!isTaken) this.#servers[to].receive(from, pdus.length === 1 ? pdus : [pdu]);
    }
  }

  #passing(from: number, to: number, payload: number, number: number): Passing {
    const { pdus, request } = this.#payloads[payload];
    return { from, to, number, endpoint: request?.kind ?? "send", pdus, nowMs: this.#queue.atMs };
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
      if (isFirst) {
        this.#late.putOff({ from, to, payload, number: visits.messageNumber }, "arrival", fate);
      }
      return this.recordNet(from, to, payload, "held");
    }
    if (fate === refused) visits.setResult(results.refused);
    else visits.block(results.cut);
    this.recordNet(from, to, payload, fate === refused ? "refused" : "dropped");
  }

  #answer(from: number, to: number, payload: number): void {
    const visits = this.#broadcasts;
    const { result, timedOut } = visits;
    const isHampered = !timedOut && this.#faults.active;
    if (isHampered && !this.#faults.open(to, from)) return visits.block(results.cut);
    if (isHampered && this.#faults.held(to, from)) {
      visits.withdraw();
      this.#held.push({ from, to, payload, isAnswer: true });
      return;
    }
    if (!timedOut && !this.obstacles.none && result === results.ok) {
      const fate = this.obstacles.answer(this.#passing(from, to, payload, visits.messageNumber));
      if (fate < passes) return visits.block(results.cut);
      if (fate > passes) {
        visits.withdraw();
        return this.#late.putOff(
          { from, to, payload, number: visits.messageNumber },
          "answer",
          fate,
        );
      }
    }
    this.finish(from, to, payload, result, timedOut);
  }

  /** The sender learns what became of its message. */
  finish(from: number, to: number, payload: number, result: number, timedOut: boolean): void {
    const ok = result === results.ok && !timedOut;
    if (timedOut) this.recordNet(from, to, payload, "timed-out");
    const { request, tag, answer, crashes } = this.#payloads[payload];
    const server = this.#servers[from];
    if (server.crashes !== crashes) return;
    if (request !== undefined) server.answered(tag, ok ? answer : noAnswer);
    else if (ok) server.delivered(to);
    else server.undelivered(to);
  }

  /** Counts a request's fate, and writes it down where the trace wants it. */
  recordNet(from: number, to: number, payload: number, result: NetResult): void {
    this.#recorder.counters.requests++;
    if (!this.#recorder.keepsNet) return;
    const { pdus, request, sentMs } = this.#payloads[payload];
    this.#recorder.net({
      kind: "net",
      sentMs,
      atMs: this.#queue.atMs,
      from,
      to,
      request: request?.kind ?? "send",
      result,
      events: pdus.map(({ room, event }) => this.#recorder.eventNumber(room, event)),
    });
  }
}
