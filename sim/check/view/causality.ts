// Which events of a room came before which, over prev_events: a topological rank for every event,
// and walks that the rank cuts short. An event on a cycle has no rank; well-formed reports it.
import { Marks } from "../../protocol/marks.ts";
import type { EventIndex, RoomGraph } from "../../protocol/room-graph.ts";

/** The order of one room graph, which must not grow any more. */
export class Causality {
  readonly #graph: RoomGraph;
  /** Position in one topological order; -1 for events that stand on a cycle or are part of one. */
  readonly rank: Int32Array;
  readonly #marks: Marks;
  readonly #stack: EventIndex[] = [];

  constructor(graph: RoomGraph) {
    this.#graph = graph;
    this.rank = ranks(graph);
    this.#marks = new Marks(graph.count);
  }

  /** Events that have no place in any order, because they stand on a cycle. */
  get cyclic(): EventIndex[] {
    const events: EventIndex[] = [];
    this.rank.forEach((rank, event) => rank < 0 && events.push(event));
    return events;
  }

  /** True if there is a path of prev events from `later` down to `earlier`; they differ. */
  precedes(earlier: EventIndex, later: EventIndex): boolean {
    const floor = this.rank[earlier];
    if (floor < 0 || this.rank[later] <= floor) return false;
    const graph = this.#graph;
    const marks = this.#marks;
    const stack = this.#stack;
    marks.clear();
    stack.length = 0;
    stack.push(later);
    for (let event = stack.pop(); event !== undefined; event = stack.pop()) {
      for (let n = graph.prevCount(event) - 1; n >= 0; n--) {
        const prev = graph.prev(event, n);
        if (prev === earlier) return true;
        if (this.rank[prev] > floor && marks.add(prev)) stack.push(prev);
      }
    }
    return false;
  }

  /** True if neither event came before the other. */
  concurrent(a: EventIndex, b: EventIndex): boolean {
    return a !== b && !this.precedes(a, b) && !this.precedes(b, a);
  }
}

/** Kahn's algorithm over prev events; what it cannot reach stands on a cycle. */
function ranks(graph: RoomGraph): Int32Array {
  const { count } = graph;
  const waiting = new Int32Array(count);
  const firstChild = new Int32Array(count + 1);
  for (let event = 0; event < count; event++) {
    waiting[event] = graph.prevCount(event);
    for (let n = 0; n < waiting[event]; n++) firstChild[graph.prev(event, n) + 1]++;
  }
  for (let event = 0; event < count; event++) firstChild[event + 1] += firstChild[event];
  const children = new Int32Array(firstChild[count]);
  const filled = firstChild.slice(0, count);
  for (let event = 0; event < count; event++) {
    for (let n = 0; n < waiting[event]; n++) children[filled[graph.prev(event, n)]++] = event;
  }
  const rank = new Int32Array(count).fill(-1);
  const order = new Int32Array(count);
  let ready = 0;
  for (let event = 0; event < count; event++) if (waiting[event] === 0) order[ready++] = event;
  for (let next = 0; next < ready; next++) {
    const event = order[next];
    rank[event] = next;
    for (let at = firstChild[event]; at < firstChild[event + 1]; at++) {
      if (--waiting[children[at]] === 0) order[ready++] = children[at];
    }
  }
  return rank;
}
