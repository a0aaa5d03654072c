// Since v2.1 (MSC4297): every event on a path of auth edges between two conflicted events. Such
// events can lie outside the auth difference, and without them a conflicted power level would be
// judged without the one that it builds on.
import { Marks } from "../marks.ts";
import type { EventIndex, RoomGraph } from "../room-graph.ts";

/** The conflicted state subgraph, the conflicted events themselves included. */
export function conflictedSubgraph(
  room: RoomGraph,
  conflicted: readonly EventIndex[],
): EventIndex[] {
  const isConflicted = new Marks(room.count);
  let lowest = Infinity;
  for (const event of conflicted) {
    isConflicted.add(event);
    lowest = Math.min(lowest, room.authHeight(event));
  }
  if (!room.heightsExact) lowest = 0;
  // Depth first along auth edges; an event belongs if it, or anything that it cites, belongs.
  const seen = new Marks(room.count);
  const belongs = new Marks(room.count);
  const found: EventIndex[] = [];
  const stack: EventIndex[] = [];
  const nextEdge: number[] = [];
  const enter = (event: EventIndex) => {
    if (!room.has(event) || room.authHeight(event) < lowest || !seen.add(event)) return;
    stack.push(event);
    nextEdge.push(0);
  };
  for (const start of conflicted) {
    enter(start);
    while (stack.length > 0) {
      const top = stack.length - 1;
      const event = stack[top];
      if (nextEdge[top] < room.authCount(event)) {
        enter(room.auth(event, nextEdge[top]++));
        continue;
      }
      stack.pop();
      nextEdge.pop();
      if (isConflicted.has(event) || citesAny(room, event, belongs)) {
        belongs.add(event);
        found.push(event);
      }
    }
  }
  return found;
}

function citesAny(room: RoomGraph, event: EventIndex, among: Marks): boolean {
  for (let n = 0; n < room.authCount(event); n++) {
    if (among.has(room.auth(event, n))) return true;
  }
  return false;
}
