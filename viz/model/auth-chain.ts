// Auth chains: what an event's right to be there rests on.
import type { Model } from "./model.ts";

export interface ChainOfEvents {
  /** The events asked about and what they rest on, each after those that it rests on. */
  readonly events: readonly number[];
  /** How many were left out because there were too many. */
  readonly leftOut: number;
}

/**
 * Some events with their auth chains (server-server specification, "Auth chain"), nearest first up
 * to `most`. Links in a circle (a forged trace) are followed once.
 */
export function authChainOf(model: Model, from: readonly number[], most = 300): ChainOfEvents {
  const { columns } = model.data;
  const [auth, starts] = [columns["events.auth"], columns["events.auth.at"]];
  const seen = new Set(from.filter((event) => event >= 0 && event < model.events.length));
  // A set gives what is put in while it is walked: breadth first.
  for (const event of seen) {
    for (let at = starts[event]; at < starts[event + 1]; at++) seen.add(auth[at]);
  }
  const kept = [...seen].slice(0, most);
  return { events: parentsFirst(model, kept), leftOut: seen.size - kept.length };
}

/** By the longest way from an event without auth events; ties in the order of the trace. */
function parentsFirst(model: Model, events: readonly number[]): number[] {
  const { columns } = model.data;
  const [auth, starts] = [columns["events.auth"], columns["events.auth.at"]];
  const own = new Set(events);
  const placed = new Set<number>();
  const order: number[] = [];
  const sorted = [...events].sort((a, b) => a - b);
  for (const root of sorted) {
    const stack = [{ event: root, next: starts[root] }];
    const open = new Set([root]);
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      const parent = top.next < starts[top.event + 1] ? auth[top.next] : undefined;
      if (parent !== undefined) {
        top.next += 1;
        if (!own.has(parent) || placed.has(parent) || open.has(parent)) continue;
        open.add(parent);
        stack.push({ event: parent, next: starts[parent] });
        continue;
      }
      stack.pop();
      if (placed.has(top.event)) continue;
      placed.add(top.event);
      order.push(top.event);
    }
  }
  return order;
}
