// Room states. A `state` record says only what changed since its parent; this table gives any state
// back as slots, keeping some finished ones so that long chains are not walked again and again.

/** What a state changes of its parent. */
export interface StateRow {
  readonly id: number;
  readonly parent: number | undefined;
  /** Slots as texts: `type` + NUL + `state_key`. */
  readonly slots: readonly number[];
  /** The event at each slot, -1 where the slot is removed. */
  readonly events: readonly number[];
}

/** A slot of a room's state: which event holds (type, state key). */
export interface Slot {
  readonly type: string;
  readonly stateKey: string;
  readonly event: number;
}

/** A state as slots, by `type` + NUL + `state_key`. */
export type Slots = ReadonlyMap<string, Slot>;

/** Finished states that are kept; the oldest goes first. */
const keptMax = 256;

export class StateTable {
  private readonly nodes: readonly StateRow[];
  private readonly byId = new Map<number, StateRow>();
  private readonly slotOf: (index: number) => Omit<Slot, "event"> & { readonly key: string };
  private readonly kept = new Map<number, Slots>();

  /** @param texts where the slots' names are: `type` + NUL + `state_key` */
  constructor(rows: readonly StateRow[], texts: readonly string[]) {
    this.nodes = rows;
    for (const row of rows) this.byId.set(row.id, row);
    this.slotOf = (index) => {
      const key = texts[index];
      const cut = key.indexOf("\u0000");
      return { key, type: key.slice(0, cut), stateKey: key.slice(cut + 1) };
    };
  }

  get count(): number {
    return this.nodes.length;
  }

  has(id: number): boolean {
    return this.byId.has(id);
  }

  /** The slots of a state; empty for an id that the trace does not explain. */
  slots(id: number): Slots {
    const path: number[] = [];
    let at: number | null = id;
    // The bound ends the walk in a trace whose states are each other's parents.
    while (at !== null && !this.kept.has(at) && path.length <= this.nodes.length) {
      path.push(at);
      at = this.byId.get(at)?.parent ?? null;
    }
    const slots = new Map(at === null ? undefined : this.kept.get(at));
    for (let step = path.length - 1; step >= 0; step--) {
      const row = this.byId.get(path[step]);
      const events = row?.events ?? [];
      row?.slots.forEach((slot, at) => {
        const { key, type, stateKey } = this.slotOf(slot);
        if (events[at] < 0) slots.delete(key);
        else slots.set(key, { type, stateKey, event: events[at] });
      });
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
