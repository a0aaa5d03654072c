// A stored state that looks like a plain map from slot keys to event IDs, as a referee wants it.
// Asking for a slot looks into the store and copies nothing, so that a room with thousands of
// members costs no more than the slots that somebody asks for; only walking over it copies.
import type { EventId } from "../../protocol/event.ts";
import type { RoomGraph } from "../../protocol/room-graph.ts";
import type { StateId } from "../../protocol/state.ts";
import type { PlainState } from "../referee.ts";

/** A read-only view of one state; its order is the order in which the trace first named slots. */
export class StateMap implements PlainState {
  readonly #graph: RoomGraph;
  readonly #state: StateId;
  #copy: Map<string, EventId> | undefined;

  constructor(graph: RoomGraph, state: StateId) {
    this.#graph = graph;
    this.#state = state;
  }

  get size(): number {
    return this.#graph.states.size(this.#state);
  }

  get(key: string): EventId | undefined {
    const slot = this.#graph.slots.find(key);
    const event = slot < 0 ? -1 : this.#graph.states.get(this.#state, slot);
    return event < 0 ? undefined : this.#graph.id(event);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  forEach(visit: (id: EventId, key: string, map: PlainState) => void): void {
    this.#all().forEach((id, key) => visit(id, key, this));
  }

  entries(): MapIterator<[string, EventId]> {
    return this.#all().entries();
  }

  keys(): MapIterator<string> {
    return this.#all().keys();
  }

  values(): MapIterator<EventId> {
    return this.#all().values();
  }

  [Symbol.iterator](): MapIterator<[string, EventId]> {
    return this.entries();
  }

  #all(): Map<string, EventId> {
    if (this.#copy === undefined) {
      const copy = new Map<string, EventId>();
      const graph = this.#graph;
      graph.states.forEach(this.#state, (slot, event) => {
        copy.set(graph.slots.text(slot), graph.id(event));
      });
      this.#copy = copy;
    }
    return this.#copy;
  }
}
