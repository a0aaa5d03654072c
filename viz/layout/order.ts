// The order of a room's events from top to bottom: the trace's own order wherever that has parents
// before children, as runs write it; else each event waits for those of its parents that are there.
// An event's `depth` is never used: whoever makes the event can write any depth.

/** What the order needs to know of events: columns of a model. */
export interface EventGraph {
  /** The room of each event. */
  readonly room: ArrayLike<number>;
  /** `prev_events`: those of event `e` are `prev[prevAt[e]]` … `prev[prevAt[e + 1] - 1]`. */
  readonly prev: ArrayLike<number>;
  readonly prevAt: ArrayLike<number>;
}

/** Indexes of a room's events, parents before children. Stable: ties keep the trace's order. */
export function eventOrder(graph: EventGraph, room: number): Int32Array {
  const own = new Int32Array(graph.room.length);
  let count = 0;
  let sorted = true;
  for (let event = 0; event < own.length; event++) {
    if (graph.room[event] !== room) continue;
    own[count++] = event;
    for (let at = graph.prevAt[event]; at < graph.prevAt[event + 1]; at++) {
      if (graph.prev[at] >= event) sorted = false;
    }
  }
  return sorted ? own.subarray(0, count) : sortByParents(graph, own.subarray(0, count));
}

/** Depth-first over parents with an explicit stack; a cycle (a forged trace) is cut where met. */
function sortByParents({ prev, prevAt, room }: EventGraph, own: Int32Array): Int32Array {
  const [unseen, open, placed] = [0, 1, 2];
  const standing = new Uint8Array(room.length);
  /** How far each open event's parents have been walked. */
  const next = new Int32Array(room.length);
  const order = new Int32Array(own.length);
  let count = 0;
  for (const root of own) {
    const stack = standing[root] === unseen ? [root] : [];
    while (stack.length > 0) {
      const event = stack[stack.length - 1];
      standing[event] = open;
      let parent = -1;
      while (parent < 0 && prevAt[event] + next[event] < prevAt[event + 1]) {
        const at = prev[prevAt[event] + next[event]];
        next[event] += 1;
        if (room[at] === room[root] && standing[at] === unseen) parent = at;
      }
      if (parent >= 0) {
        stack.push(parent);
        continue;
      }
      stack.pop();
      standing[event] = placed;
      order[count++] = event;
    }
  }
  return order;
}
