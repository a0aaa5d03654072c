// What stands in the way of single messages besides cuts, holds and crashes: each obstacle is asked
// about a message that reaches a server, and about the answer that goes back. Without obstacles a
// message costs one look at a length.
import type { EventIndex } from "../../protocol/room-graph.ts";
import type { RequestKind, SharedRoom } from "../../server/index.ts";

/** A message that is about to reach a server. */
export interface Passing {
  readonly from: number;
  readonly to: number;
  /** Its number on the wire: another one for each try. */
  readonly number: number;
  /** The endpoint; transactions are `send`. */
  readonly endpoint: RequestKind;
  readonly pdus: readonly { readonly room: SharedRoom; readonly event: EventIndex }[];
  readonly nowMs: number;
}

/** The message goes on at once. */
export const passes = 0;
/** The message is gone, and its sender waits for an answer in vain. */
export const lost = -1;
/** The sender learns at once that nobody took it: an error status, a closed port, no such name. */
export const refused = -2;

/** What becomes of a message: `passes`, `lost`, `refused`, or by how many ms it comes later. */
export type Fate = number;

/** One thing in the way. */
export interface Obstacle {
  /** What becomes of a message at its arrival (default: it passes). */
  readonly arrival?: (message: Passing) => Fate;
  /** What becomes of the answer, asked where the message itself has arrived (default: it passes). */
  readonly answer?: (message: Passing) => Fate;
  /** How many of a transaction's PDUs get through, though it is answered with 200 (default: all). */
  readonly keeps?: (message: Passing) => number;
}

/** All that is in the way now, the oldest first. */
export class Obstacles {
  readonly #list: Obstacle[] = [];

  get none(): boolean {
    return this.#list.length === 0;
  }

  /** Puts an obstacle up until the function that comes back is called. */
  add(obstacle: Obstacle): () => void {
    this.#list.push(obstacle);
    return () => void this.#list.splice(this.#list.indexOf(obstacle), 1);
  }

  arrival(message: Passing): Fate {
    return this.#fate(message, "arrival");
  }

  answer(message: Passing): Fate {
    return this.#fate(message, "answer");
  }

  /** The PDUs of a transaction that get through. */
  kept(message: Passing): Passing["pdus"] {
    let count = message.pdus.length;
    for (const { keeps } of this.#list) count = Math.min(count, keeps?.(message) ?? count);
    return count === message.pdus.length ? message.pdus : message.pdus.slice(0, count);
  }

  /** The first that does not let it through decides; delays add up. */
  #fate(message: Passing, way: "arrival" | "answer"): Fate {
    let delayMs = 0;
    for (const obstacle of this.#list) {
      const fate = obstacle[way]?.(message) ?? passes;
      if (fate < 0) return fate;
      delayMs += fate;
    }
    return delayMs;
  }
}
