// Room states. A `state` record says only what changed since its parent; this table gives any state
// back as slots, keeping some finished ones so that long chains are not walked again and again.
import type { StateRecord } from "../../sim/trace/records.ts";

/** A slot of a room's state: which event holds (type, state key). */
export interface Slot {
  readonly type: string;
  readonly stateKey: string;
  readonly event: number;
}

/** A state as slots, by `type` + NUL + `state_key`. */
export type Slots = ReadonlyMap<string, Slot>;

interface StateNode {
  readonly parent: number | null;
  readonly changes: readonly { key: string; slot: Slot | undefined; value: ChangeWords }[];
}
interface ChangeWords {
  readonly type: string;
  readonly stateKey: string;
}

/** Finished states that are kept; the oldest goes first. */
const keptMax = 256;

export class StateTable {
  private readonly nodes = new Map<number, StateNode>();
  private readonly kept = new Map<number, Slots>();

  get count(): number {
    return this.nodes.size;
  }

  has(id: number): boolean {
    return this.nodes.has(id);
  }

  /** Used while the model is built. `placeOf` turns a trace's event index into the model's. */
  add(record: StateRecord, placeOf: (event: number) => number | undefined): void {
    const changes = record.changes.map(([type, stateKey, event]) => {
      const place = event === null ? undefined : placeOf(event);
      const slot = place === undefined ? undefined : { type, stateKey, event: place };
      return { key: `${type}\u0000${stateKey}`, slot, value: { type, stateKey } };
    });
    this.nodes.set(record.id, { parent: record.parent, changes });
  }

  /** The slots of a state; empty for an id that the trace does not explain. */
  slots(id: number): Slots {
    const path: number[] = [];
    let at: number | null = id;
    // The bound ends the walk in a trace whose states are each other's parents.
    while (at !== null && !this.kept.has(at) && path.length <= this.nodes.size) {
      path.push(at);
      at = this.nodes.get(at)?.parent ?? null;
    }
    const slots = new Map(at === null ? undefined : this.kept.get(at));
    for (let step = path.length - 1; step >= 0; step--) {
      for (const { key, slot } of this.nodes.get(path[step])?.changes ?? []) {
        if (slot === undefined) slots.delete(key);
        else slots.set(key, slot);
      }
      // Every 64th state of a long chain is kept too, for its neighbours' sake.
      if (step > 0 && step % 64 === 0) this.keep(path[step], new Map(slots));
    }
    if (path.length > 0) this.keep(id, slots);
    return slots;
  }

  private keep(id: number, slots: Slots): void {
    const oldest = this.kept.keys().next();
    if (this.kept.size >= keptMax && !oldest.done) this.kept.delete(oldest.value);
    this.kept.set(id, slots);
  }
}
