// Messages and answers that an obstacle lets through later: where they wait, and what comes of them.
// Their sender waits no longer than for any other answer.
import type { Faults, Links, Queue } from "../../engine/index.ts";
import type { NetResult } from "../../trace/records.ts";
import type { Causes } from "./causes.ts";

/** Kinds of entries of a run's queue. */
export const kinds = { wire: 1, timer: 2, call: 3, late: 4 } as const;

/** How a delivery ends; `later`: the recipient has to ask others before it answers. */
export const results = { ok: 1, refused: 2, cut: 3, later: 4 } as const;

/** A message from `from` to `to`, or the answer to one on its way back. */
interface Put {
  readonly from: number;
  readonly to: number;
  readonly payload: number;
  readonly number: number;
}

interface Late extends Put {
  /** Its own place among those that are put off. */
  readonly place: number;
  /** The sender has learned what became of it. */
  done: boolean;
  stage: "arrival" | "answer";
  result: number;
}

/** How mail reaches its ends. */
export interface Postman {
  /** Hands a message to its recipient, if that is up; answers the result for the sender. */
  deliver(from: number, to: number, payload: number, number: number): number;
  /** The sender learns what became of its message. */
  finish(from: number, to: number, payload: number, result: number, timedOut: boolean): void;
  recordNet(from: number, to: number, payload: number, result: NetResult): void;
}

export class LateMail {
  readonly #queue: Queue;
  readonly #links: Links;
  readonly #faults: Faults;
  readonly #causes: Causes;
  readonly #postman: Postman;
  readonly #timeoutMs: number;
  readonly #late: Late[] = [];

  constructor(input: {
    queue: Queue;
    links: Links;
    faults: Faults;
    causes: Causes;
    postman: Postman;
    timeoutMs: number;
  }) {
    this.#queue = input.queue;
    this.#links = input.links;
    this.#faults = input.faults;
    this.#causes = input.causes;
    this.#postman = input.postman;
    this.#timeoutMs = input.timeoutMs;
  }

  /** Puts a message, or the answer to one, off; the sender still gives up in time. */
  putOff(put: Put, stage: "arrival" | "answer", delayMs: number): void {
    const place = this.#late.length;
    this.#late.push({ ...put, place, stage, done: false, result: results.ok });
    const { atMs } = this.#queue;
    this.#queue.push(atMs + delayMs, kinds.late, place, 0, 0);
    this.#queue.push(atMs + Math.max(1, this.#timeoutMs), kinds.late, place, 1, 0);
  }

  /** What was put off arrives; or its sender gives up (`isTimeout` is 1). */
  goOn(place: number, isTimeout: number): void {
    const late = this.#late[place];
    const { from, to, payload, number, stage } = late;
    this.#causes.beginWith(number, to, 3 + isTimeout);
    if (isTimeout === 1 || stage === "answer") {
      if (late.done) return;
      late.done = true;
      return this.#postman.finish(from, to, payload, late.result, isTimeout === 1);
    }
    if (!this.#faults.open(from, to)) return this.#postman.recordNet(from, to, payload, "dropped");
    late.result = this.#postman.deliver(from, to, payload, number);
    late.stage = "answer";
    // Then the answer has its own place here, and its own timeout.
    if (late.result === results.later) late.done = true;
    else this.#sendAnswer(late);
  }

  /**
   * Puts a question to a recipient, who may have to ask others before it can answer; the sender still gives
   * up in time.
   * @param handle calls what it is given once there is an answer, at once or later
   */
  ask(put: Put, handle: (then: () => void) => void): number {
    let isAnswered = false;
    let late: Late | undefined;
    handle(() => {
      isAnswered = true;
      if (late !== undefined) this.#sendAnswer(late);
    });
    if (isAnswered) return results.ok;
    const place = this.#late.length;
    late = { ...put, place, stage: "answer", done: false, result: results.ok };
    this.#late.push(late);
    this.#queue.push(this.#queue.atMs + Math.max(1, this.#timeoutMs), kinds.late, place, 1, 0);
    return results.later;
  }

  #sendAnswer({ from, to, number, place }: Late): void {
    this.#links.answerOutcome(to, from, number);
    if (this.#links.lost || !this.#faults.open(to, from)) return;
    this.#queue.push(this.#queue.atMs + this.#links.delayMs, kinds.late, place, 0, 0);
  }
}
