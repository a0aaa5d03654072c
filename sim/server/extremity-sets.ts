// Sets of forward extremities, interned: a set is an integer, equal sets are the same integer.
// Thousands of servers stand on the same few sets, so a step from one set to the next is worked
// out once.
import { ascendingSet } from "../protocol/ascending-set.ts";
import type { EventIndex } from "../protocol/room-graph.ts";

/** A set of forward extremities. 0 is the empty set. */
export type ExtremitySet = number;

/** All extremity sets of one room. */
export class ExtremitySets {
  #sets: (readonly EventIndex[])[] = [[]];
  #numbers = new Map<string, ExtremitySet>([["", 0]]);
  /** Sets of one member, by far the most. */
  #alone = new Map<EventIndex, ExtremitySet>();

  /** The members in ascending order. */
  members(set: ExtremitySet): readonly EventIndex[] {
    return this.#sets[set];
  }

  /** The set of the given events, in any order and without repetition. */
  of(events: readonly EventIndex[]): ExtremitySet {
    if (events.length === 1) return this.#only(events[0]);
    return this.#ofAscending(ascendingSet(events));
  }

  #ofAscending(sorted: readonly EventIndex[]): ExtremitySet {
    const key = sorted.join(",");
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const set = this.#sets.length;
    this.#sets.push(sorted);
    this.#numbers.set(key, set);
    return set;
  }

  #only(event: EventIndex): ExtremitySet {
    let set = this.#alone.get(event);
    if (set === undefined) {
      set = this.#sets.length;
      this.#sets.push([event]);
      this.#alone.set(event, set);
    }
    return set;
  }

  /** The set without some events, with another one added (-1: none). */
  replace(
    set: ExtremitySet,
    gone: (event: EventIndex) => boolean,
    added: EventIndex,
  ): ExtremitySet {
    const members: EventIndex[] = [];
    let rest = added;
    for (const event of this.#sets[set]) {
      if (event === added || gone(event)) continue;
      if (rest >= 0 && rest < event) {
        members.push(rest);
        rest = -1;
      }
      members.push(event);
    }
    if (rest >= 0) members.push(rest);
    return members.length === 1 ? this.#only(members[0]) : this.#ofAscending(members);
  }
}
