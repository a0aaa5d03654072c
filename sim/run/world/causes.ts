// Numbers of messages and timers, from which all draws of chance follow. A number follows from what
// caused it and from nothing else, so that taking one action or fault out of a plan leaves the draws
// of all others as they were.
import { mix } from "../../engine/index.ts";

/** What is being handled now, and how many messages it has caused so far. */
export class Causes {
  #cause = 0;
  #caused = 0;

  begin(cause: number): void {
    this.#cause = cause;
    this.#caused = 0;
  }

  /** What follows from a message's arrival at a server, its answer, or its being late. */
  beginWith(messageNumber: number, to: number, phase: number): void {
    this.begin(mix(messageNumber ^ Math.imul(to + 1, 0x85ebca6b)) + phase);
  }

  /** The number of the next message or timer. */
  next(): number {
    return mix(this.#cause ^ Math.imul(++this.#caused, 0x9e3779b1)) >>> 1;
  }
}
