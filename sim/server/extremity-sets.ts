// Sets of forward extremities, interned: a set is an integer, equal sets are the same integer.
// Thousands of servers stand on the same few sets, so a step from one set to the next is worked
// out once.
import type { EventIndex } from "../protocol/room-graph.ts";

/** A set of forward extremities. 0 is the empty set. */
export type ExtremitySet = number;

/** All extremity sets of one room. */
export class ExtremitySets {
  #sets: (readonly EventIndex[])[] = [[]];
  #numbers = new Map<string, ExtremitySet>([["", 0]]);

  /** The members in ascending order. */
  members(set: ExtremitySet): readonly EventIndex[] {
    return this.#sets[set];
  }

  /** The set of the given events, in any order and without repetition. */
  of(events: readonly EventIndex[]): ExtremitySet {
    const sorted = [...events].sort((a, b) => a - b);
    const key = sorted.join(",");
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const set = this.#sets.length;
    this.#sets.push(sorted);
    this.#numbers.set(key, set);
    return set;
  }

  /** The set without some events, with another one added (-1: none). */
  replace(set: ExtremitySet, gone: ReadonlySet<EventIndex>, added: EventIndex): ExtremitySet {
    const members = this.#sets[set].filter((event) => !gone.has(event) && event !== added);
    if (added >= 0) members.push(added);
    return this.of(members);
  }
}
