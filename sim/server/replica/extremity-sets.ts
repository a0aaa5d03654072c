// Sets of forward extremities, interned: a set is an integer, equal sets are the same integer.
// Thousands of servers stand on the same few sets, so a step from one set to the next is worked
// out once.
import { ascendingSet } from "../../protocol/ascending-set.ts";
import { ListNumbers } from "../../protocol/list-numbers.ts";
import type { EventIndex } from "../../protocol/room-graph.ts";

/** A set of forward extremities. 0 is the empty set. */
export type ExtremitySet = number;

/** All extremity sets of one room. */
export class ExtremitySets {
  readonly #numbers = new ListNumbers();
  /** The members of sets that were asked for. */
  readonly #members: (readonly EventIndex[] | undefined)[] = [];

  /** The members in ascending order. */
  members(set: ExtremitySet): readonly EventIndex[] {
    return this.#members[set] ?? this.#keep(set, this.#numbers.list(set));
  }

  /** The set of the given events, in any order and without repetition. */
  of(events: readonly EventIndex[]): ExtremitySet {
    return this.#ofAscending(ascendingSet(events));
  }

  #ofAscending(sorted: readonly EventIndex[]): ExtremitySet {
    const set = this.#numbers.of(sorted);
    if (this.#members[set] === undefined) this.#keep(set, sorted);
    return set;
  }

  #keep(set: ExtremitySet, members: readonly EventIndex[]): readonly EventIndex[] {
    while (this.#members.length < set) this.#members.push(undefined);
    return (this.#members[set] = members);
  }

  /** The set without some events, with another one added (-1: none). */
  replace(
    set: ExtremitySet,
    gone: (event: EventIndex) => boolean,
    added: EventIndex,
  ): ExtremitySet {
    const members: EventIndex[] = [];
    let rest = added;
    for (const event of this.members(set)) {
      if (event === added || gone(event)) continue;
      if (rest >= 0 && rest < event) {
        members.push(rest);
        rest = -1;
      }
      members.push(event);
    }
    if (rest >= 0) members.push(rest);
    return this.#ofAscending(members);
  }
}
