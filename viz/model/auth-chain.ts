// Auth chains: what an event's right to be there rests on.
import type { Model } from "./model.ts";

export interface ChainOfEvents {
  /** The events asked about and what they rest on, each after those that it rests on. */
  readonly events: readonly number[];
  /** How many were left out because there were too many. */
  readonly leftOut: number;
  /** How many were left out because they are not shown. */
  readonly hidden: number;
}

export interface ChainOptions {
  /** The most events that are kept (default: 300). */
  readonly most?: number;
  /** 1 for each event of the model that is shown; undefined where all are. */
  readonly shown?: Uint8Array | undefined;
}

/**
 * Some events with their auth chains (server-server specification, "Auth chain"), nearest first up
 * to `most`. What is asked about is there even if it is not shown. Links in a circle (a forged
 * trace) are followed once.
 */
export function authChainOf(
  model: Model,
  from: readonly number[],
  { most = 300, shown }: ChainOptions = {},
): ChainOfEvents {
  const { columns } = model.data;
  const [auth, starts] = [columns["events.auth"], columns["events.auth.at"]];
  const seen = new Set(from.filter((event) => event >= 0 && event < model.events.length));
  // A set gives what is put in while it is walked: breadth first.
  for (const event of seen) {
    for (let at = starts[event]; at < starts[event + 1]; at++) seen.add(auth[at]);
  }
  const asked = new Set(from);
  const inSight = [...seen].filter((event) => shown?.[event] !== 0 || asked.has(event));
  const kept = new Set(inSight.slice(0, most));
  // An event may rest on another by way of hidden ones, so all of them have a say in the order.
  const all = shown === undefined ? [...kept] : [...seen];
  const events = parentsFirst(model, all).filter((event) => kept.has(event));
  return { events, leftOut: inSight.length - kept.size, hidden: seen.size - inSight.length };
}

/** What events rest on among those that are shown. */
export interface ChainLinks {
  parentsOf(event: number): readonly number[];
  /** True where the way from one to the other leads over hidden events only. */
  isOver(parent: number, child: number): boolean;
}

/** The links among the events of a chain; a link that ends at a hidden event goes on from there. */
export function chainLinks(
  model: Model,
  events: readonly number[],
  shown?: Uint8Array,
): ChainLinks {
  const there = new Set(events);
  /** Of hidden events: where the ways from them end. */
  const beyond = new Map<number, ReadonlySet<number>>();
  const endsOf = (hidden: number): ReadonlySet<number> => {
    const known = beyond.get(hidden);
    if (known !== undefined) return known;
    const ends = new Set<number>();
    // A circle finds the beginning of the answer, and so ends.
    beyond.set(hidden, ends);
    const stack = [hidden];
    const seen = new Set(stack);
    for (let event = stack.pop(); event !== undefined; event = stack.pop()) {
      for (const parent of model.events[event].auth) {
        if (there.has(parent)) ends.add(parent);
        else if (shown?.[parent] === 0 && !seen.has(parent)) {
          seen.add(parent);
          stack.push(parent);
        }
      }
    }
    return ends;
  };
  const direct = (event: number) => model.events[event].auth.filter((parent) => there.has(parent));
  return {
    parentsOf(event) {
      const { auth } = model.events[event];
      const hidden = auth.filter((parent) => !there.has(parent) && shown?.[parent] === 0);
      return [...new Set([...direct(event), ...hidden.flatMap((each) => [...endsOf(each)])])];
    },
    isOver: (parent, child) => !model.events[child].auth.includes(parent),
  };
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
