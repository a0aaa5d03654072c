// What a referee makes of one event in the states of a room, by what it looks up there. Which slot it
// looks up next follows from what it found so far, so its answers are the leaves of a tree: a state is
// walked down by a few look-ups, and only one that takes a new turn is put to the referee. Knows no
// rules, and takes nothing for granted but that the same findings lead to the same answer. Used by
// opinions.ts.
import type { AuthVerdict } from "../../../protocol/auth/verdict.ts";
import type { EventId } from "../../../protocol/event.ts";
import type { EventIndex, RoomGraph } from "../../../protocol/room-graph.ts";
import type { StateId } from "../../../protocol/state.ts";
import type { PlainState } from "../../referee.ts";
import type { RoomTrace } from "../../view/room-trace.ts";

/** Stands for a slot where the referee walked over the whole state: then states are told apart by number. */
const wholeState = -1;

/** A place of the tree: the answer, or the slot that is looked up next and the ways by what is there. */
interface Place {
  answer: AuthVerdict | undefined;
  slot: number;
  /** By the event at the slot, -1 for none. */
  ways: Map<EventIndex | StateId, Place> | undefined;
}

const emptyPlace = (): Place => ({ answer: undefined, slot: wholeState, ways: undefined });

/** The answers about one event, whose room's graph has grown to its end. */
export class AnswerTree {
  readonly #room: RoomTrace;
  readonly #root = emptyPlace();

  constructor(room: RoomTrace) {
    this.#room = room;
  }

  /**
   * The answer for a state.
   * @param ask puts the state to the referee; called where no other state gave the same findings
   */
  of(state: StateId, ask: (watched: PlainState) => AuthVerdict): AuthVerdict {
    const known = this.#find(state);
    if (known !== undefined) return known;
    const slots = new Set<number>();
    const answer = ask(new WatchedState(this.#room, state, slots));
    this.#grow(slots, state).answer = answer;
    return answer;
  }

  #find(state: StateId): AuthVerdict | undefined {
    let at: Place | undefined = this.#root;
    while (at?.ways !== undefined) at = at.ways.get(this.#wayOf(at.slot, state));
    return at?.answer;
  }

  #wayOf(slot: number, state: StateId): EventIndex | StateId {
    return slot === wholeState ? state : this.#room.graph.states.get(state, slot);
  }

  /** The place behind these look-ups. */
  #grow(slots: Iterable<number>, state: StateId): Place {
    let at = this.#root;
    for (const slot of slots) {
      at.slot = slot;
      at.ways ??= new Map();
      const way = this.#wayOf(slot, state);
      let next = at.ways.get(way);
      if (next === undefined) at.ways.set(way, (next = emptyPlace()));
      at = next;
    }
    return at;
  }
}

/** A state that notes what is looked up in it. */
class WatchedState implements PlainState {
  readonly #graph: RoomGraph;
  readonly #state: PlainState;
  readonly #slots: Set<number>;

  /** @param slots where what is looked up is added, in that order */
  constructor(room: RoomTrace, state: StateId, slots: Set<number>) {
    this.#graph = room.graph;
    this.#state = room.plainState(state);
    this.#slots = slots;
  }

  get(key: string): EventId | undefined {
    this.#slots.add(this.#graph.slots.intern(key));
    return this.#state.get(key);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  get size(): number {
    return this.#whole().size;
  }

  forEach(visit: (id: EventId, key: string, map: PlainState) => void): void {
    this.#whole().forEach(visit);
  }

  entries(): MapIterator<[string, EventId]> {
    return this.#whole().entries();
  }

  keys(): MapIterator<string> {
    return this.#whole().keys();
  }

  values(): MapIterator<EventId> {
    return this.#whole().values();
  }

  [Symbol.iterator](): MapIterator<[string, EventId]> {
    return this.entries();
  }

  #whole(): PlainState {
    this.#slots.add(wholeState);
    return this.#state;
  }
}
