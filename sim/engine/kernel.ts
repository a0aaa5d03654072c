// The machine running bare: broadcasts in rooms, a cut, counters and the hash, and nothing of
// Matrix. It is the limit that a benchmark measures next to the real thing, not a model of it.
import { ARRIVAL, ANSWER, Broadcasts } from "./broadcasts.ts";
import type { Delay } from "./delay.ts";
import { Faults } from "./faults.ts";
import { Links } from "./links.ts";
import { Queue } from "./queue.ts";
import { below, pick, seedHash, stream, type Seed, type Stream } from "./random.ts";
import { TraceHash } from "./trace-hash.ts";

/** What to run. */
export interface BareKernelOptions {
  nodes: number;
  /** Broadcasts; they follow each other so that 200 deliveries start each ms. */
  messages: number;
  seed: string | number;
  /** Nodes in each room (default: 200, at most all). */
  members?: number;
  /** One-way delay (default: 20 to 200 ms, all alike). */
  delay?: Delay;
  /** Whether recipients answer, so that senders learn what happened (default: false). */
  answers?: boolean;
  /** How long a sender waits for an answer in ms (default: 5,000). */
  timeoutMs?: number;
}

/** What happened. */
export interface BareKernelResult {
  /** Messages that reached their recipient. */
  deliveries: number;
  /** Messages that met a cut. */
  blocked: number;
  /** Answers that reached the sender. */
  answers: number;
  /** Senders that waited in vain. */
  timeouts: number;
  hash: string;
}

const SEND = 1;
const BROADCAST = 2;
const CUT = 3;
const HEAL = 4;

const OK = 1;
const BLOCKED = 2;

const roomCount = 64;

/** How many messages to single nodes are sent in a ms, if rooms are not larger than that. */
const sentPerMs = 200;

/**
 * Sends the messages, with the nodes cut in halves from a quarter to a half of the time, until
 * nothing is under way. Same options, same result.
 *
 * @example bareKernel({ nodes: 10_000, messages: 20_000, seed: 1 }).deliveries; // 3.5 million
 */
export function bareKernel(options: BareKernelOptions): BareKernelResult {
  return new BareRun(options).run();
}

class BareRun {
  readonly #messages: number;
  readonly #answered: boolean;
  readonly #rooms: Int32Array[];
  readonly #choices: Stream;
  readonly #queue = new Queue();
  readonly #broadcasts: Broadcasts;
  readonly #faults: Faults;
  readonly #hash = new TraceHash();
  readonly #received: Int32Array;
  readonly #result = { deliveries: 0, blocked: 0, answers: 0, timeouts: 0 };

  constructor(options: BareKernelOptions) {
    const {
      nodes,
      delay = { kind: "uniform", minMs: 20, maxMs: 200 },
      timeoutMs = 5_000,
    } = options;
    const seed = seedHash(options.seed);
    this.#messages = options.messages;
    this.#answered = options.answers ?? false;
    this.#rooms = gather(seed, nodes, Math.min(options.members ?? 200, nodes));
    this.#choices = stream(seed, "bare choice");
    const links = new Links(nodes, seed, { delay });
    this.#broadcasts = new Broadcasts(this.#queue, BROADCAST, links, { timeoutMs });
    this.#faults = new Faults(nodes);
    this.#received = new Int32Array(nodes);
  }

  run(): BareKernelResult {
    const queue = this.#queue;
    const everyMs = Math.max(1, Math.floor(this.#rooms[0].length / sentPerMs));
    const lastMs = this.#messages * everyMs;
    if (this.#messages > 0) queue.push(0, SEND, 0, 0, 0);
    queue.push(lastMs >>> 2, CUT, 0, 0, 0);
    queue.push(lastMs >>> 1, HEAL, 0, 0, 0);
    while (queue.next()) {
      if (queue.kind === BROADCAST) {
        this.#visit(queue.a, queue.atMs);
      } else if (queue.kind === SEND) {
        const message = queue.a;
        this.#send(message);
        if (message + 1 < this.#messages) {
          queue.push(queue.atMs + everyMs, SEND, message + 1, 0, 0);
        }
      } else if (queue.kind === CUT) {
        const half = this.#faults.nodes >>> 1;
        this.#faults.partition([Array.from({ length: half }, (_, node) => node)]);
      } else {
        this.#faults.heal();
      }
    }
    for (const count of this.#received) this.#hash.fold(count);
    return { ...this.#result, hash: this.#hash.value() };
  }

  #send(message: number): void {
    const room = pick(this.#choices.at2(message, 0), this.#rooms);
    const sender = room[below(this.#choices.at2(message, 1), room.length)];
    const broadcasts = this.#broadcasts;
    if (this.#answered) broadcasts.start(sender, message, room, room.length, message);
    else broadcasts.startUnanswered(sender, message, room, room.length, message);
  }

  #visit(id: number, nowMs: number): void {
    const broadcasts = this.#broadcasts;
    broadcasts.begin(id);
    while (broadcasts.more()) {
      if (broadcasts.phase === ARRIVAL) this.#arrive(nowMs);
      else if (broadcasts.phase === ANSWER) this.#answer();
    }
    broadcasts.end();
  }

  #arrive(nowMs: number): void {
    const broadcasts = this.#broadcasts;
    const { from, to } = broadcasts;
    if (this.#faults.open(from, to)) {
      this.#result.deliveries++;
      this.#received[to]++;
      this.#hash.fold(nowMs);
      this.#hash.fold(to);
      this.#hash.fold(broadcasts.payload);
      broadcasts.setResult(OK);
    } else {
      this.#result.blocked++;
      broadcasts.block(BLOCKED);
    }
  }

  #answer(): void {
    if (this.#broadcasts.timedOut) this.#result.timeouts++;
    else this.#result.answers++;
    this.#hash.fold(this.#broadcasts.result);
  }
}

/** The members of each room: a run of nodes at equal distances round the ring, from a drawn start. */
function gather(seed: Seed, nodes: number, members: number): Int32Array[] {
  const starts = stream(seed, "bare room");
  const step = Math.max(1, Math.floor(nodes / members));
  return Array.from({ length: roomCount }, (_, room) => {
    const start = below(starts.at(room), nodes);
    return Int32Array.from({ length: members }, (_, i) => (start + i * step) % nodes);
  });
}
