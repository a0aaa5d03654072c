// State resolution v2 (room versions 2 to 11) and v2.1 (version 12), over any number of states at
// once. The numbered steps are the specification's; v2.1 differs in two of them.
// Spec v1.19, rooms/v2 and rooms/v12, "State resolution"; MSC1442, MSC4297.
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import { emptyState, type StateId } from "../state.ts";
import { authDifference } from "./auth-difference.ts";
import { conflictedSubgraph } from "./conflicted-subgraph.ts";
import type { Dialect } from "./dialect.ts";
import { iterativeAuth } from "./iterative-auth.ts";
import { mainlineDecisions, mainlineOf, mainlineOrder } from "./mainline-order.ts";
import type { ResolutionCounts, ResolutionObserver } from "./observe.ts";
import { powerDecisions, powerEventsOf, powerOrder } from "./power-order.ts";
import { split } from "./split.ts";

export interface V2Input {
  /** Two or more different states, in ascending order. */
  readonly states: readonly StateId[];
  readonly dialect: Dialect;
  readonly rejected: (event: EventIndex) => boolean;
  readonly counts: ResolutionCounts;
  readonly observe: ResolutionObserver | undefined;
}

/** Resolves states by v2 or, where the room's version says so, v2.1. */
export function resolveV2(room: RoomGraph, input: V2Input): StateId {
  const { dialect, rejected, counts, observe } = input;
  const isV21 = room.version.stateResolution === "v2.1";
  // 1. Unconflicted state map and conflicted state set.
  const parts = split(room, input.states, dialect);
  const { unconflicted, conflicted, events: conflictedEvents } = parts;
  observe?.({ step: "split", inputs: input.states, unconflicted, conflicted });
  // 2 and 3. The full conflicted set.
  const difference = authDifference(room, parts, dialect);
  observe?.({ step: "auth-difference", events: difference });
  const full = new Set([...conflictedEvents, ...difference].filter((event) => room.has(event)));
  counts.conflicted = conflictedEvents.length;
  counts.authDifference = difference.length;
  if (isV21) {
    const subgraph = conflictedSubgraph(room, conflictedEvents);
    observe?.({ step: "conflicted-subgraph", events: subgraph });
    for (const event of subgraph) full.add(event);
    counts.subgraph = subgraph.length;
  }
  counts.replayed = full.size - conflictedEvents.length;
  counts.authChecks = full.size;
  // 4 to 6. Power events and their order.
  const power = powerOrder(room, {
    events: powerEventsOf(room, full, dialect),
    conflicted: conflictedEvents,
    dialect,
  });
  if (observe) {
    observe({ step: "power-order", ...power, decisions: powerDecisions(room, power, dialect) });
  }
  // 7. First pass; v2.1 starts from nothing, so that stale unconflicted state cannot refuse.
  const partial = iterativeAuth(room, {
    events: power.order,
    start: isV21 ? emptyState : unconflicted,
    dialect,
    rejected,
    pass: 1,
    observe,
  });
  // 8. The rest in mainline order.
  for (const event of power.order) full.delete(event);
  const mainline = mainlineOf(room, room.states.get(partial, room.powerLevelsSlot));
  observe?.({ step: "mainline", events: mainline });
  const rest = mainlineOrder(room, { events: [...full], mainline, dialect });
  if (observe) {
    observe({ step: "mainline-order", ...rest, decisions: mainlineDecisions(room, rest) });
  }
  // 9. Second pass.
  const made = iterativeAuth(room, {
    events: rest.order,
    start: partial,
    dialect,
    rejected,
    pass: 2,
    observe,
  });
  // 10. What was never in conflict stays.
  return overlay(room, { made, unconflicted, observe });
}

function overlay(room: RoomGraph, { made, unconflicted, observe }: OverlayInput): StateId {
  const overridden: { slot: number; from: EventIndex; to: EventIndex }[] = [];
  let result = unconflicted;
  room.states.forEachChange(unconflicted, made, (slot, kept, replayed) => {
    if (kept < 0) result = room.states.set(result, slot, replayed);
    else if (replayed >= 0) overridden.push({ slot, from: replayed, to: kept });
  });
  observe?.({ step: "unconflicted", overridden, result });
  return result;
}

interface OverlayInput {
  readonly made: StateId;
  readonly unconflicted: StateId;
  readonly observe: ResolutionObserver | undefined;
}
