// A message to many recipients as one queue entry that walks them in order of arrival. The sender
// learns of each delivery: by an answer on the way back, or by a timeout. Chance (delay, loss,
// copies) is drawn from the links at the start; whether a cut, a hold or a crash is in the way the
// host decides at each visit. How a broadcast lies in memory is in broadcast-block.ts. The file is
// long because one cursor, whose methods share their state, is most of it.
import { Arena } from "./arena.ts";
import {
  COUNT,
  firstVisitMs,
  FROM,
  NEVER,
  NEXT_ANSWER,
  NEXT_ARRIVAL,
  NEXT_COPY,
  NEXT_TIMEOUT,
  NO_ANSWER,
  nodeBits,
  nodeMask,
  nodesMax,
  NUMBER,
  OVER,
  PAYLOAD,
  resultMask,
  TIMEOUTS,
  writeBlock,
} from "./broadcast-block.ts";
import { delayMaxMs } from "./delay.ts";
import { Drafts } from "./drafts.ts";
import { messageNumberMax, type Links } from "./links.ts";
import type { Queue } from "./queue.ts";

/** Phase: the message reaches the recipient. */
export const ARRIVAL = 0;
/** Phase: the sender gets the answer, or gives up waiting (`timedOut`). */
export const ANSWER = 1;
/** Phase: a copy of the message reaches the recipient; nobody answers it. */
export const DUPLICATE = 2;

/** The result of a delivery before the host sets another. */
export const UNSET = 0;
export { LOST, nodesMax } from "./broadcast-block.ts";

/**
 * Broadcasts under way.
 *
 * @example
 * broadcasts.start(from, payload, recipients, recipients.length, messageNumber);
 * while (queue.next()) {
 *   if (queue.kind !== BROADCAST) continue;
 *   broadcasts.begin(queue.a);
 *   while (broadcasts.more()) {
 *     if (broadcasts.phase === ARRIVAL) broadcasts.setResult(deliver(broadcasts.to));
 *     else if (broadcasts.phase === ANSWER) learn(broadcasts.result, broadcasts.timedOut);
 *   }
 *   broadcasts.end();
 * }
 */
export class Broadcasts {
  /** The visit: who sent … */
  from = 0;
  /** … what (the host's integer) … */
  payload = 0;
  /** … under which number … */
  messageNumber = 0;
  /** … to whom … */
  to = 0;
  /** … and what happens now: ARRIVAL, ANSWER or DUPLICATE. */
  phase = ARRIVAL;
  /** What the host said of this delivery, LOST, or UNSET. */
  result = UNSET;
  /** In phase ANSWER: no answer came in time and the sender gives up now. Else false. */
  timedOut = false;

  readonly #queue: Queue;
  readonly #kind: number;
  readonly #links: Links;
  readonly #timeoutMs: number;
  readonly #arena = new Arena();
  readonly #drafts = new Drafts();
  readonly #one = new Int32Array(1);

  // The broadcast that is being visited: its block, the time since its start, the recipient's lane.
  #block = -1;
  #dueMs = 0;
  #lane = 0;
  /** When the next visit is due, once `more` has said that none is due now; else −1. */
  #nextMs = -1;

  /**
   * @param kind the kind of queue entries that belong to these broadcasts
   * @param options `timeoutMs`: how long a sender waits for an answer, 1 … `delayMaxMs`
   */
  constructor(queue: Queue, kind: number, links: Links, options: { timeoutMs: number }) {
    const { timeoutMs } = options;
    if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > delayMaxMs) {
      throw new RangeError(`timeoutMs is ${timeoutMs}; it needs 1 to ${delayMaxMs}.`);
    }
    if (links.nodes > nodesMax) {
      throw new RangeError(`Broadcasts reach ${nodesMax} nodes at most, not ${links.nodes}.`);
    }
    this.#queue = queue;
    this.#kind = kind;
    this.#links = links;
    this.#timeoutMs = timeoutMs;
  }

  /** How many broadcasts are under way. */
  get size(): number {
    return this.#arena.blocks;
  }

  /**
   * Sends a message to the first `count` recipients, without the sender itself. Draws depend on
   * (from, to, messageNumber), so a number is used once for each pair: a retry has a new one.
   * `startMs` must not lie in the past (default: now). Returns the broadcast's id, or −1 if nobody
   * is to get it. The list of recipients is copied.
   *
   * @throws RangeError for a message number or a start that cannot be.
   */
  start(
    from: number,
    payload: number,
    recipients: Int32Array,
    count: number,
    messageNumber: number,
    startMs: number = this.#queue.atMs,
  ): number {
    this.#check(messageNumber, startMs);
    this.#drafts.draw(this.#links, this.#timeoutMs, from, recipients, count, messageNumber);
    return this.#send(from, payload, messageNumber, startMs, this.#timeoutMs);
  }

  /** As `start`, to one recipient. */
  startOne(
    from: number,
    to: number,
    payload: number,
    messageNumber: number,
    startMs: number = this.#queue.atMs,
  ): number {
    this.#one[0] = to;
    return this.start(from, payload, this.#one, 1, messageNumber, startMs);
  }

  /**
   * As `start`, but nobody waits for an answer: there are no visits of phase ANSWER, and lost
   * messages leave no trace. Returns −1 also if all are lost.
   */
  startUnanswered(
    from: number,
    payload: number,
    recipients: Int32Array,
    count: number,
    messageNumber: number,
    startMs: number = this.#queue.atMs,
  ): number {
    this.#check(messageNumber, startMs);
    this.#drafts.draw(this.#links, 0, from, recipients, count, messageNumber);
    return this.#send(from, payload, messageNumber, startMs, 0);
  }

  /** Opens the broadcast whose entry has just come out of the queue: `begin(queue.a)`. */
  begin(id: number): void {
    const words = this.#arena.words;
    this.#block = id;
    this.#dueMs = this.#queue.b;
    this.#nextMs = -1;
    this.from = words[id + FROM];
    this.payload = words[id + PAYLOAD];
    this.messageNumber = words[id + NUMBER];
  }

  /**
   * Goes to the next visit that is due now; false when there is none. Within one ms arrivals come
   * first, then copies, answers and timeouts. New broadcasts may be started between visits.
   */
  more(): boolean {
    const words = this.#arena.words;
    const block = this.#block;
    const dueMs = this.#dueMs;

    const arrival = words[block + NEXT_ARRIVAL];
    let leastMs = words[block + arrival];
    if (leastMs === dueMs) {
      words[block + NEXT_ARRIVAL] = arrival + 1;
      return this.#visit(ARRIVAL, arrival - words[block + COUNT]);
    }

    const copy = words[block + NEXT_COPY];
    if (copy !== 0) {
      const copyMs = words[block + copy];
      if (copyMs === dueMs) {
        words[block + NEXT_COPY] = copy + 2;
        return this.#visit(DUPLICATE, words[block + copy + 1]);
      }
      if (copyMs < leastMs) leastMs = copyMs;
    }

    let answer = words[block + NEXT_ANSWER];
    while (words[block + answer] === dueMs) {
      const lane = words[block + answer + 1];
      answer += 2;
      words[block + NEXT_ANSWER] = answer;
      if ((words[block + lane] & (NO_ANSWER | OVER)) === 0) return this.#visit(ANSWER, lane);
    }
    if (words[block + answer] < leastMs) leastMs = words[block + answer];

    if (words[block + TIMEOUTS] > 0) {
      if (dueMs === this.#timeoutMs) return this.#nextTimeout();
      if (this.#timeoutMs < leastMs && dueMs < this.#timeoutMs) leastMs = this.#timeoutMs;
    }
    this.#nextMs = leastMs;
    return false;
  }

  /** Says what became of the delivery, 0 … 254; the sender reads it as `result`. */
  setResult(result: number): void {
    // Nobody waits for the answer to a copy.
    if (this.phase !== DUPLICATE) this.#note(result, 0);
  }

  /**
   * Says that no answer will come: the message (in phase ARRIVAL) or its answer (in phase ANSWER)
   * cannot pass. The sender is visited when its time is up.
   */
  block(result: number): void {
    if (this.phase === DUPLICATE) return;
    if (this.#note(result, NO_ANSWER)) this.#arena.words[this.#block + TIMEOUTS]++;
  }

  /**
   * Takes the delivery out of the broadcast: the sender is not visited for it any more, neither by
   * an answer nor by a timeout. For messages that are held; the host sends them anew on release.
   */
  withdraw(): void {
    if (this.phase === DUPLICATE) return;
    const words = this.#arena.words;
    const place = this.#block + this.#lane;
    if ((words[place] & NO_ANSWER) !== 0) words[this.#block + TIMEOUTS]--;
    words[place] = (words[place] & ~NO_ANSWER) | OVER;
  }

  /**
   * Closes the broadcast: puts it back for its next visit, or frees it after the last.
   *
   * @throws Error if `more` has not yet said false.
   */
  end(): void {
    const block = this.#block;
    const nextMs = this.#nextMs;
    if (nextMs < 0) throw new Error("A broadcast was closed before more() said false.");
    this.#nextMs = -1;
    if (nextMs === NEVER) {
      this.#arena.give(block);
    } else {
      const queue = this.#queue;
      queue.push(queue.atMs - this.#dueMs + nextMs, this.#kind, block, nextMs, 0);
    }
  }

  #check(messageNumber: number, startMs: number): void {
    if (!(messageNumber >= 0 && messageNumber <= messageNumberMax)) {
      throw new RangeError(`Message number ${messageNumber} is not 0 to ${messageNumberMax}.`);
    }
    if (startMs >= this.#queue.atMs) return;
    throw new RangeError(`A broadcast cannot start at ${startMs} ms: now is ${this.#queue.atMs}.`);
  }

  /** Makes a block of the drafts and puts it into the queue. */
  #send(
    from: number,
    payload: number,
    messageNumber: number,
    startMs: number,
    timeoutMs: number,
  ): number {
    const block = writeBlock(this.#arena, this.#drafts, timeoutMs > 0);
    if (block < 0) return -1;
    const words = this.#arena.words;
    words[block + FROM] = from;
    words[block + PAYLOAD] = payload;
    words[block + NUMBER] = messageNumber;
    const firstMs = firstVisitMs(words, block, timeoutMs);
    this.#queue.push(startMs + firstMs, this.#kind, block, firstMs, 0);
    return block;
  }

  #visit(phase: number, lane: number): true {
    const word = this.#arena.words[this.#block + lane];
    this.#lane = lane;
    this.phase = phase;
    this.to = word & nodeMask;
    this.result = (word & resultMask) >>> nodeBits;
    this.timedOut = phase === ANSWER && (word & NO_ANSWER) !== 0;
    return true;
  }

  /** Visits the next sender that waits in vain; there must be one. */
  #nextTimeout(): true {
    const words = this.#arena.words;
    const block = this.#block;
    let lane = words[block + NEXT_TIMEOUT];
    while ((words[block + lane] & NO_ANSWER) === 0) lane++;
    words[block + NEXT_TIMEOUT] = lane + 1;
    this.#visit(ANSWER, lane);
    words[block + lane] ^= NO_ANSWER | OVER;
    words[block + TIMEOUTS]--;
    return true;
  }

  /** Sets the result and, if the sender still waits for it, the flag; returns whether it was set. */
  #note(result: number, flag: number): boolean {
    const words = this.#arena.words;
    const place = this.#block + this.#lane;
    const word = words[place];
    const waits = (word & (NO_ANSWER | OVER)) === 0;
    this.result = result & 0xff;
    words[place] = (word & ~resultMask) | (this.result << nodeBits) | (waits ? flag : 0);
    return waits;
  }
}
