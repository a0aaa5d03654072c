// Numbers that depend on what a state holds and on nothing else, for the rolling hash of a trace:
// the states' own numbers depend on the order in which they were worked out, and so on memory.
import type { EventIndex } from "../../protocol/room-graph.ts";
import { emptyState, type StateId, type StateStore } from "../../protocol/state.ts";

/** Fingerprints of the states of one room. */
export class StateFingerprints {
  readonly #states: StateStore;
  readonly #numberOf: (event: EventIndex) => number;
  readonly #known = new Map<StateId, number>([[emptyState, 0]]);
  #last: StateId = emptyState;
  /** The state that was asked for last, and its print: servers come in step. */
  #asked: StateId = emptyState;
  #answered = 0;

  /** @param numberOf the number of an event in the trace */
  constructor(states: StateStore, numberOf: (event: EventIndex) => number) {
    this.#states = states;
    this.#numberOf = numberOf;
  }

  /** A 32-bit integer: the events' prints, each folded in once, so that order says nothing. */
  of(state: StateId): number {
    if (state === this.#asked) return this.#answered;
    const print = this.#known.get(state) ?? this.#workOut(state);
    this.#asked = state;
    return (this.#answered = print);
  }

  #workOut(state: StateId): number {
    let print = this.#known.get(this.#last) as number;
    this.#states.forEachChange(this.#last, state, (_slot, before, after) => {
      if (before >= 0) print ^= this.#print(before);
      if (after >= 0) print ^= this.#print(after);
    });
    this.#known.set(state, print);
    this.#last = state;
    return print;
  }

  #print(event: EventIndex): number {
    let hash = Math.imul(this.#numberOf(event) + 1, 0x9e3779b1);
    hash ^= hash >>> 16;
    hash = Math.imul(hash, 0x85ebca6b);
    return hash ^ (hash >>> 13);
  }
}
