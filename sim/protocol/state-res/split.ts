// Step 1: what do the states agree on? A slot is unconflicted if every state holds the same event
// at it; a slot that is absent in one state is conflicted.
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import type { StateId } from "../state.ts";

export interface Split {
  readonly unconflicted: StateId;
  /** Slots at which the states differ, with the event of each state (-1: absent). */
  readonly conflicted: readonly { slot: number; events: readonly EventIndex[] }[];
  /** The distinct events of the conflicted slots. */
  readonly events: readonly EventIndex[];
}

/** Splits states into the part that all share and the conflicts. */
export function split(room: RoomGraph, states: readonly StateId[]): Split {
  const conflicted: { slot: number; events: readonly EventIndex[] }[] = [];
  const distinct = new Set<EventIndex>();
  let unconflicted = states[0];
  room.states.forEachDifference(states, (slot, events) => {
    conflicted.push({ slot, events: events.slice() });
    for (const event of events) if (event >= 0) distinct.add(event);
  });
  for (const { slot } of conflicted) unconflicted = room.states.set(unconflicted, slot, -1);
  return { unconflicted, conflicted, events: [...distinct] };
}
