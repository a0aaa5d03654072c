// A history of which some events are hidden: what an event stands on then are the nearest ancestors
// that are shown. Edges that lead over hidden events are told apart, so that none looks direct that
// is not.
import type { Model } from "../model/index.ts";

/** 1 for each event of the model that is shown; undefined where all are. */
export type Shown = Uint8Array | undefined;

/** `prev_events` as columns: those of event `e` are `prev[prevAt[e]]` … `prev[prevAt[e + 1] - 1]`. */
export interface Parents {
  readonly prev: ArrayLike<number>;
  readonly prevAt: ArrayLike<number>;
  /** 1 for each entry of `prev` that leads over hidden events; undefined where none does. */
  readonly over: Uint8Array | undefined;
}

/** More parents than this are not drawn to an event: hidden merges could give it hundreds. */
const parentsMax = 12;

/** The parents of every event among those that are shown. O(events + edges). */
export function parentsAmong(model: Model, shown: Shown): Parents {
  const { columns } = model.data;
  const [prev, prevAt] = [columns["events.prev"], columns["events.prev.at"]];
  if (shown === undefined) return { prev, prevAt, over: undefined };
  const parents: number[] = [];
  const over: number[] = [];
  const starts = new Int32Array(prevAt.length);
  for (let event = 0; event + 1 < prevAt.length; event++) {
    const found = new Map<number, 0 | 1>();
    const add = (parent: number, hidden: 0 | 1) => {
      if (found.size < parentsMax)
        found.set(parent, Math.min(hidden, found.get(parent) ?? 1) as 0 | 1);
    };
    for (let at = prevAt[event]; at < prevAt[event + 1]; at++) {
      const parent = prev[at];
      if (shown[parent] === 1) add(parent, 0);
      // A parent that comes later (a trace out of order) has no parents of its own yet.
      else if (parent < event) {
        for (let on = starts[parent]; on < starts[parent + 1]; on++) add(parents[on], 1);
      }
    }
    for (const [parent, hidden] of found) {
      parents.push(parent);
      over.push(hidden);
    }
    starts[event + 1] = parents.length;
  }
  return {
    prev: Int32Array.from(parents),
    prevAt: starts,
    over: Uint8Array.from(over),
  };
}
