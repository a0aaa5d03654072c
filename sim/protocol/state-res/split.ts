// Step 1: what do the states agree on? A slot is unconflicted if every state holds the same event
// at it; a slot that is absent in one state is conflicted.
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import type { StateId } from "../state.ts";
import type { Dialect } from "./dialect.ts";

export interface Split {
  readonly unconflicted: StateId;
  /** Slots at which the states differ, with the event of each state (-1: absent). */
  readonly conflicted: readonly { slot: number; events: readonly EventIndex[] }[];
  /** The distinct events of the conflicted slots. */
  readonly events: readonly EventIndex[];
}

/** Splits states into the part that all share and the conflicts. */
export function split(
  room: RoomGraph,
  states: readonly StateId[],
  dialect: Pick<Dialect, "absentIsNoConflict">,
): Split {
  const conflicted: { slot: number; events: readonly EventIndex[] }[] = [];
  const distinct = new Set<EventIndex>();
  let unconflicted = room.states.common(states);
  const agreed: { slot: number; event: EventIndex }[] = [];
  room.states.forEachDifference(states, (slot, events) => {
    const only = dialect.absentIsNoConflict ? onlyOne(events) : -1;
    if (only >= 0) {
      agreed.push({ slot, event: only });
      return;
    }
    conflicted.push({ slot, events: events.slice() });
    for (const event of events) if (event >= 0) distinct.add(event);
  });
  for (const { slot, event } of agreed) {
    unconflicted = room.states.set(unconflicted, slot, event);
  }
  return { unconflicted, conflicted, events: [...distinct] };
}

/** The one event that some states hold where the others hold none, or -1. */
function onlyOne(events: readonly EventIndex[]): EventIndex {
  let only = -1;
  for (const event of events) {
    if (event < 0 || event === only) continue;
    if (only >= 0) return -1;
    only = event;
  }
  return only;
}
