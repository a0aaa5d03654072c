// The order of a room's events from top to bottom: the trace's own order wherever that has parents
// before children, as runs write it; else each event waits for those of its parents that are there.
// An event's `depth` is never used: whoever makes the event can write any depth.
import type { EventNode } from "../model/index.ts";

/** Indexes of a room's events, parents before children. Stable: ties keep the trace's order. */
export function eventOrder(events: readonly EventNode[], room: number): number[] {
  const own = events.filter((event) => event.room === room);
  const sorted = own.every(({ index, prev }) => prev.every((parent) => parent < index));
  return sorted ? own.map(({ index }) => index) : sortByParents(own);
}

/** Depth-first over parents with an explicit stack; a cycle (a forged trace) is cut where met. */
function sortByParents(own: readonly EventNode[]): number[] {
  const byIndex = new Map(own.map((event) => [event.index, event]));
  const placed = new Set<number>();
  const open = new Set<number>();
  const order: number[] = [];
  for (const root of own) {
    const stack = [root.index];
    while (stack.length > 0) {
      const index = stack[stack.length - 1];
      open.add(index);
      const parents = byIndex.get(index)?.prev ?? [];
      const next = placed.has(index)
        ? undefined
        : parents.find((at) => byIndex.has(at) && !placed.has(at) && !open.has(at));
      if (next !== undefined) {
        stack.push(next);
        continue;
      }
      stack.pop();
      open.delete(index);
      if (placed.has(index)) continue;
      placed.add(index);
      order.push(index);
    }
  }
  return order;
}
