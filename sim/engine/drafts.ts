// The fates of one broadcast between their draw and their place in memory: scratch space of
// broadcasts.ts, used again for each start.
import type { Links } from "./links.ts";
import { StableOrder } from "./stable-order.ts";

/** Times that belong to lanes, to be written in order of time. */
class Timetable {
  count = 0;
  #ms = new Int32Array(64);
  #lane = new Int32Array(64);

  add(ms: number, lane: number): void {
    this.#ms[this.count] = ms;
    this.#lane[this.count++] = lane;
  }

  /** Writes pairs (ms, lane) in order of time, ties in order of addition, then the end. */
  write(order: StableOrder, words: Int32Array, at: number, end: number): void {
    const { count } = this;
    const ms = this.#ms;
    const lane = this.#lane;
    const sorted = order.sort(ms, count);
    for (let i = 0; i < count; i++) {
      words[at + 2 * i] = ms[sorted[i]];
      words[at + 2 * i + 1] = lane[sorted[i]];
    }
    words[at + 2 * count] = end;
  }

  reserve(length: number): void {
    this.#ms = new Int32Array(length);
    this.#lane = new Int32Array(length);
  }
}

/** Drawn fates: of each message that arrives, and who is not reached. Times count from the start. */
export class Drafts {
  /** How many messages arrive, are lost, and have a copy. */
  arrivals = 0;
  losses = 0;
  copies = 0;
  /** For each that arrives: to whom, when, … */
  to = new Int32Array(64);
  arrivalMs = new Int32Array(64);
  /** … when its answer is back, −1 for not in time, and when its copy arrives, −1 for none. */
  answerMs = new Int32Array(64);
  copyMs = new Int32Array(64);
  /** To whom the lost ones would have gone. */
  lostTo = new Int32Array(64);
  readonly #order = new StableOrder();
  readonly #answerTimes = new Timetable();
  readonly #copyTimes = new Timetable();

  /**
   * Draws the fates of one message, for all recipients but the sender itself. With a timeout of 0
   * nobody waits for answers, and none are drawn.
   */
  draw(
    links: Links,
    timeoutMs: number,
    from: number,
    recipients: Int32Array,
    count: number,
    messageNumber: number,
  ): void {
    if (count > this.to.length) this.#reserve(count);
    let arrivals = 0;
    let losses = 0;
    let copies = 0;
    for (let i = 0; i < count; i++) {
      const to = recipients[i];
      if (to === from) continue;
      links.outcome(from, to, messageNumber);
      if (links.lost) {
        this.lostTo[losses++] = to;
        continue;
      }
      const { delayMs } = links;
      this.to[arrivals] = to;
      this.arrivalMs[arrivals] = delayMs;
      this.copyMs[arrivals] = links.duplicateDelayMs;
      if (links.duplicateDelayMs >= 0) copies++;
      let answerMs = -1;
      if (timeoutMs > 0) {
        links.answerOutcome(to, from, messageNumber);
        const backMs = delayMs + links.delayMs;
        if (!links.lost && backMs <= timeoutMs) answerMs = backMs;
      }
      this.answerMs[arrivals++] = answerMs;
    }
    this.arrivals = arrivals;
    this.losses = losses;
    this.copies = copies;
    this.#answerTimes.count = 0;
    this.#copyTimes.count = 0;
  }

  /** The drafts that arrive, in order of arrival, ties in order of the recipients. */
  orderOfArrival(): Int32Array {
    return this.#order.sort(this.arrivalMs, this.arrivals);
  }

  /** Notes the lane of a draft, for the times of its answer and its copy. */
  note(draft: number, lane: number): void {
    if (this.answerMs[draft] >= 0) this.#answerTimes.add(this.answerMs[draft], lane);
    if (this.copyMs[draft] >= 0) this.#copyTimes.add(this.copyMs[draft], lane);
  }

  /** Writes the answers as pairs (ms, lane) in order of time, then `end`. */
  writeAnswers(words: Int32Array, at: number, end: number): void {
    this.#answerTimes.write(this.#order, words, at, end);
  }

  /** Writes the copies as pairs (ms, lane) in order of time, then `end`. */
  writeCopies(words: Int32Array, at: number, end: number): void {
    this.#copyTimes.write(this.#order, words, at, end);
  }

  #reserve(count: number): void {
    const length = 1 << (32 - Math.clz32(count - 1));
    this.to = new Int32Array(length);
    this.arrivalMs = new Int32Array(length);
    this.answerMs = new Int32Array(length);
    this.copyMs = new Int32Array(length);
    this.lostTo = new Int32Array(length);
    this.#answerTimes.reserve(length);
    this.#copyTimes.reserve(length);
  }
}
