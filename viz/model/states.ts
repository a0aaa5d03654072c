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

type Paths = number[][] & { readonly common: number | undefined };

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

  /**
   * In how many slots two states differ. Walks from both to the state that they have in common, so
   * it is cheap for states near each other, however many slots they have.
   */
  distance(a: number, b: number): number {
    const paths = this.pathsToCommon(a, b);
    const [ofA, ofB] = paths.map((path) => this.touchedOn(path));
    let common: Slots | undefined;
    const atCommon = (slot: number) => {
      common ??= paths.common === undefined ? new Map<string, Slot>() : this.slots(paths.common);
      return common.get(this.slotOf(slot).key)?.event ?? -1;
    };
    let count = 0;
    for (const [slot, touched] of ofA) {
      const other = ofB.get(slot);
      if (other !== undefined) count += Number(other.event !== touched.event);
      // A slot that changed once is not what it was; one that changed again may be.
      else count += Number(touched.times === 1 || atCommon(slot) !== touched.event);
    }
    for (const [slot, touched] of ofB) {
      if (ofA.has(slot)) continue;
      count += Number(touched.times === 1 || atCommon(slot) !== touched.event);
    }
    return count;
  }

  /** The states from each of two up to below the nearest that both stand on. */
  private pathsToCommon(a: number, b: number): Paths {
    const [pathA, pathB]: [number[], number[]] = [[], []];
    const placeInA = new Map<number, number>();
    const placeInB = new Map<number, number>();
    let [atA, atB]: [number | undefined, number | undefined] = [a, b];
    // Both walk up in turn; who comes to a state where the other has been has found it.
    while (atA !== undefined || atB !== undefined) {
      if (atA !== undefined) {
        const met = placeInB.get(atA);
        if (met !== undefined) return Object.assign([pathA, pathB.slice(0, met)], { common: atA });
        placeInA.set(atA, pathA.length);
        pathA.push(atA);
        atA = this.parentOf(atA, placeInA);
      }
      if (atB !== undefined) {
        const met = placeInA.get(atB);
        if (met !== undefined) return Object.assign([pathA.slice(0, met), pathB], { common: atB });
        placeInB.set(atB, pathB.length);
        pathB.push(atB);
        atB = this.parentOf(atB, placeInB);
      }
    }
    return Object.assign([pathA, pathB], { common: undefined });
  }

  /** Undefined at the root, and where a trace's states are each other's parents. */
  private parentOf(state: number, seen: ReadonlyMap<number, number>): number | undefined {
    const parent = this.byId.get(state)?.parent;
    return parent === undefined || seen.has(parent) ? undefined : parent;
  }

  /** Slots that change along a path (latest state first): what they end with, and how often. */
  private touchedOn(path: readonly number[]): Map<number, { event: number; times: number }> {
    const touched = new Map<number, { event: number; times: number }>();
    for (const state of path) {
      const row = this.byId.get(state);
      const events = row?.events ?? [];
      row?.slots.forEach((slot, at) => {
        const known = touched.get(slot);
        if (known === undefined) touched.set(slot, { event: events[at], times: 1 });
        else known.times += 1;
      });
    }
    return touched;
  }

  private keep(id: number, slots: Slots): void {
    const oldest = this.kept.keys().next();
    if (this.kept.size >= keptMax && !oldest.done) this.kept.delete(oldest.value);
    this.kept.set(id, slots);
  }
}
