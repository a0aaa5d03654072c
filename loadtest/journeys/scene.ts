// The scene of one arrival: who acts, where, and with which chance. Everything follows from (stage,
// seed, number of the arrival), so both adapters and every generator of a distributed test agree
// without a word, and leaving one arrival out changes no other.
import { below, stream, type Seed, type Stream } from "../../sim/engine/stream.ts";
import type { Room, RoomKind, Stage } from "../stage/stage.ts";

/** What a journey may know. */
export interface Scene {
  readonly stage: Stage;
  /** Index of the acting user in the stage. */
  readonly user: number;
  /** Number of the arrival in the run, from 0. */
  readonly arrival: number;
  /** Tells this run's messages and transaction ids from those of any other run. */
  readonly runId: string;
  /** Index of the phase of the load in which the arrival is due; see profiles/shape.ts. */
  readonly phase: number;
  readonly draws: Draws;
  /** Wall clock in ms since 1970, to stamp messages with. */
  now(): number;
}

/** Draws in order: the k-th draw of an arrival is the same in every run of a seed. */
export class Draws {
  readonly #from: Stream;
  readonly #arrival: number;
  #count = 0;

  constructor(from: Stream, arrival: number) {
    this.#from = from;
    this.#arrival = arrival;
  }

  /** A u32. */
  next(): number {
    return this.#from.at2(this.#arrival, this.#count++);
  }

  /** An integer 0 … k − 1. */
  below(k: number): number {
    return below(this.next(), k);
  }

  /** One of the items, each as likely as the others; the list must not be empty. */
  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)];
  }

  /** An index of the list, as likely as its whole-number weight; some weight must be above 0. */
  weighted(weights: readonly number[]): number {
    let sum = 0;
    for (let n = 0; n < weights.length; n++) sum += weights[n];
    let left = this.below(sum);
    let index = 0;
    while ((left -= weights[index]) >= 0) index++;
    return index;
  }

  /** A value of a table of equally likely values, scaled to a mean; whole. See tables.ts. */
  ofTable(mille: readonly number[], mean: number): number {
    return Math.floor((mille[this.below(mille.length)] * mean) / 1000);
  }
}

/** A seed of any text as two numbers, without a library, so that k6 makes the same. */
export function seedOf(text: string): Seed {
  const from = stream({ low: 0x7261, high: 0x7368 }, text);
  return { low: from.at(0), high: from.at(1) };
}

/** The rooms of a kind that a user is a member of. */
export function roomsOf(stage: Stage, user: number, kind?: RoomKind): readonly Room[] {
  return stage.users[user].rooms
    .map((index) => stage.rooms[index])
    .filter((room) => kind === undefined || room.kind === kind);
}
