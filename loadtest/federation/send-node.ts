// Sends transactions from Node: each is due at its time, each origin has one in flight, and none
// goes while its room has too many PDUs outstanding. Times count from when a transaction was due,
// so that one that had to wait shows its wait.
import { performance } from "node:perf_hooks";
import { Agent } from "undici";
import { failureOf } from "../driver/client.ts";
import type { ConnectOptions } from "../driver/connect.ts";
import { Histogram } from "../driver/histogram.ts";
import type { Ledger } from "./ledger.ts";
import { transactionsOf, type SignedLoadPlan } from "./plan.ts";
import type { SignedTransaction } from "./transaction.ts";

/** What the sending itself measured. */
export interface Sending {
  /** Answered with 200. */
  transactions: number;
  /** By kind: `http 429`, `refused`, `reset`, `timeout` …; each try counts. */
  readonly failures: Record<string, number>;
  /** From when a transaction was due to its answer. */
  readonly answer: Histogram;
  /** Due, and never sent because the load was over. */
  unsent: number;
  /** Transactions that could not go when they were due. */
  waited: number;
  targetLost: boolean;
}

/** Who sends: this process, or k6. */
export interface Sender {
  /** Sends all; resolves when the last has its answer, or soon where the load is stopped. */
  run(): Promise<Sending>;
  /** Looks again at who has to wait: something has become visible. */
  poke(): void;
  /** Of programs beside this one. */
  readonly versions?: Readonly<Record<string, string>>;
}

export const noSending = (): Sending => ({
  ...{ transactions: 0, failures: {}, answer: new Histogram() },
  ...{ unsent: 0, waited: 0, targetLost: false },
});

export interface NodeSending {
  readonly plan: SignedLoadPlan;
  readonly url: string;
  readonly connect?: ConnectOptions;
  readonly ledger: Ledger;
  /** The n-th transaction, made now or taken from what was made before. */
  readonly transaction: (n: number) => Promise<SignedTransaction> | SignedTransaction;
  /** Told of an origin that sends a transaction twice. */
  readonly onRepeat?: (origin: number) => void;
  readonly originOf: (n: number) => number;
  readonly roomOf: (origin: number) => string;
  readonly signal?: AbortSignal;
}

/** A busy answer is no failure of the load: the transaction goes again after so long. */
const busyMs = 50;
const triesMax = 5;
const timeoutMs = 60_000;
/** So many requests without an answer in a row, and the target counts as lost. */
const lostAfter = 20;

export class NodeSender implements Sender {
  readonly #input: NodeSending;
  readonly #agent: Agent;
  readonly #sending = noSending();
  readonly #queues = new Map<number, number[]>();
  readonly #busy = new Set<number>();
  /** PDUs by room that have leave to go, and are still being made. */
  readonly #leaving = new Map<string, number>();
  #startMs = 0;
  #left = 0;
  #unanswered = 0;
  #stopped = false;
  #finish: () => void = () => {};

  constructor(input: NodeSending) {
    this.#input = input;
    const { connect } = input;
    this.#agent = new Agent({ pipelining: 1, ...(connect !== undefined && { connect }) });
  }

  /** Sends all; resolves when the last has its answer, or at once where the load is stopped. */
  async run(): Promise<Sending> {
    const { plan, signal } = this.#input;
    const { count, dueMs } = transactionsOf(plan);
    this.#startMs = performance.now();
    this.#left = count;
    const finished = new Promise<void>((done) => (this.#finish = done));
    const stop = () => this.#stop();
    signal?.addEventListener("abort", stop, { once: true });
    // What waits for room is given a while after the last is due, then the load is over.
    const over = setTimeout(stop, plan.durationMs + plan.drainMs);
    this.#schedule(0, { count, dueMs });
    if (signal?.aborted === true) stop();
    await finished;
    clearTimeout(over);
    signal?.removeEventListener("abort", stop);
    this.#sending.unsent = this.#left;
    await this.#agent.destroy();
    return this.#sending;
  }

  /** Looks again at who has to wait: something has become visible. */
  poke(): void {
    for (const origin of this.#queues.keys()) void this.#pump(origin);
  }

  #schedule(from: number, due: { count: number; dueMs(n: number): number }): void {
    if (this.#stopped) return;
    const now = performance.now() - this.#startMs;
    let n = from;
    for (; n < due.count && due.dueMs(n) <= now; n++) {
      const origin = this.#input.originOf(n);
      const queue = this.#queues.get(origin) ?? [];
      this.#queues.set(origin, queue);
      queue.push(n);
      if (!this.#mayGo(origin)) this.#sending.waited++;
      void this.#pump(origin);
    }
    if (n === due.count) return;
    // Timers cut fractions off: without the ceiling they fire too early first, and then once more.
    setTimeout(() => this.#schedule(n, due), Math.max(1, Math.ceil(due.dueMs(n) - now)));
  }

  #mayGo(origin: number): boolean {
    if (this.#busy.has(origin)) return false;
    const { plan, ledger, roomOf } = this.#input;
    const { outstandingMax, pdus } = plan;
    if (outstandingMax === undefined) return true;
    const room = roomOf(origin);
    const there = ledger.outstanding(room) + (this.#leaving.get(room) ?? 0);
    return there + pdus <= Math.max(outstandingMax, pdus);
  }

  async #pump(origin: number): Promise<void> {
    const queue = this.#queues.get(origin);
    if (this.#stopped || queue === undefined || queue.length === 0 || !this.#mayGo(origin)) return;
    const n = queue.shift() as number;
    this.#busy.add(origin);
    const { plan, ledger, transaction, roomOf } = this.#input;
    this.#leave(roomOf(origin), plan.pdus);
    const dueMs = this.#startMs + transactionsOf(plan).dueMs(n);
    const { uri, authorization, body, ids, roomId } = await transaction(n);
    ledger.sent(ids, { roomId, dueMs });
    this.#leave(roomId, -plan.pdus);
    const pdus = await this.#deliver({ uri, authorization, body }, origin);
    // What its user cuts off has failed for no fault of the target's.
    if (pdus === undefined && this.#isCutOff) return;
    ledger.answered(ids, pdus);
    if (pdus !== undefined) this.#sending.transactions++;
    this.#sending.answer.record(performance.now() - dueMs);
    this.#busy.delete(origin);
    if (--this.#left === 0) this.#finish();
    else void this.#pump(origin);
  }

  get #isCutOff(): boolean {
    return this.#input.signal?.aborted === true;
  }

  #leave(room: string, pdus: number): void {
    this.#leaving.set(room, (this.#leaving.get(room) ?? 0) + pdus);
  }

  /** One transaction until it is answered with 200 or given up; the answer's `pdus`. */
  async #deliver(
    call: { uri: string; authorization: string; body: string },
    origin: number,
  ): Promise<Record<string, unknown> | undefined> {
    const { plan, onRepeat } = this.#input;
    for (let tries = 0; tries < triesMax && !this.#stopped; tries++) {
      const { status, pdus, failure } = await this.#put(call);
      // Whoever retries without need sends everything twice.
      if (status === 200 && plan.manners.get(origin) === "retrying") {
        await this.#put(call);
        onRepeat?.(origin);
      }
      if (status === 200) return pdus;
      if (status === 0 && this.#isCutOff) return undefined;
      const { failures } = this.#sending;
      failures[failure] = (failures[failure] ?? 0) + 1;
      if (status !== 429 && status !== 0 && status < 500) return undefined;
      await new Promise((done) => setTimeout(done, busyMs * (tries + 1)));
    }
    return undefined;
  }

  async #put(call: { uri: string; authorization: string; body: string }) {
    try {
      const response = await this.#agent.request({
        ...{ origin: this.#input.url, path: call.uri, method: "PUT", body: call.body },
        headers: { authorization: call.authorization, "content-type": "application/json" },
        ...{ headersTimeout: timeoutMs, bodyTimeout: timeoutMs },
      });
      const status = response.statusCode;
      const text = await response.body.text();
      this.#unanswered = 0;
      return { status, pdus: status === 200 ? pdusOf(text) : {}, failure: `http ${status}` };
    } catch (thrown) {
      if (++this.#unanswered >= lostAfter && !this.#stopped) {
        this.#sending.targetLost = true;
        this.#stop();
      }
      return { status: 0, pdus: {}, failure: failureOf(thrown) };
    }
  }

  #stop(): void {
    this.#stopped = true;
    this.#finish();
  }
}

function pdusOf(text: string): Record<string, unknown> {
  const { pdus } = JSON.parse(text) as { pdus?: unknown };
  return typeof pdus === "object" && pdus !== null ? (pdus as Record<string, unknown>) : {};
}
