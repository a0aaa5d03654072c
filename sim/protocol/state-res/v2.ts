// State resolution v2 (room versions 2 to 11) and v2.1 (version 12), over any number of states at
// once. The numbered steps are the specification's; v2.1 differs in two of them.
// Spec v1.19, rooms/v2 and rooms/v12, "State resolution"; MSC1442, MSC4297.
import type { EventIndex, RoomGraph } from "../room-graph.ts";
import { emptyState, type StateId } from "../state.ts";
import { authDifference } from "./auth-difference.ts";
import { conflictedSubgraph } from "./conflicted-subgraph.ts";
import type { Dialect } from "./dialect.ts";
import { iterativeAuth, ReplayView } from "./iterative-auth.ts";
import { mainlineDecisions, mainlineOf, mainlineOrder } from "./mainline-order.ts";
import type { ResolutionCounts, ResolutionObserver } from "./observe.ts";
import { powerEventsOf } from "./power-events.ts";
import { powerDecisions, powerOrder } from "./power-order.ts";
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
  const start = isV21 ? emptyState : unconflicted;
  const view = new ReplayView(room, { start, dialect, rejected });
  iterativeAuth(room, { events: power.order, view, dialect, rejected, pass: 1, observe });
  // 8. The rest in mainline order.
  for (const event of power.order) full.delete(event);
  const mainline = mainlineOf(room, view.held(room.powerLevelsSlot));
  observe?.({ step: "mainline", events: mainline });
  const rest = mainlineOrder(room, { events: [...full], mainline, dialect });
  if (observe) {
    observe({ step: "mainline-order", ...rest, decisions: mainlineDecisions(room, rest) });
  }
  // 9. Second pass.
  iterativeAuth(room, { events: rest.order, view, dialect, rejected, pass: 2, observe });
  // 10. What was never in conflict stays.
  return putBack(room, { view, unconflicted, observe });
}

function putBack(room: RoomGraph, { view, unconflicted, observe }: BackInput): StateId {
  const overridden: { slot: number; from: EventIndex; to: EventIndex }[] = [];
  const { slots, events } = view.changes();
  for (let n = 0; n < slots.length; n++) {
    const kept = room.states.get(unconflicted, slots[n]);
    if (kept < 0) continue;
    if (kept !== events[n]) overridden.push({ slot: slots[n], from: events[n], to: kept });
    events[n] = kept;
  }
  const result = room.states.setAll(unconflicted, slots, events);
  observe?.({ step: "unconflicted", overridden, result });
  return result;
}

interface BackInput {
  readonly view: ReplayView;
  readonly unconflicted: StateId;
  readonly observe: ResolutionObserver | undefined;
}
