// Room states, hash-consed: a state is an integer, and equal states are the same integer.
// A state maps slots (interned pairs of type and state key) to events. It is stored as a trie
// over the slot's bits, whose nodes are interned by content; writing one slot shares everything
// else, so ten thousand states of a ten-thousand-member room cost a few megabytes, and two states
// are compared by walking only what differs. Knows nothing of rules; room-graph.ts owns one store.

/** A room state. 0 is the empty state. Only meaningful within its store. */
export type StateId = number;

/** The state without any slot. */
export const emptyState: StateId = 0;

const bits = 4;
const width = 1 << bits;
const mask = width - 1;
const levels = 5;

/** How many slots a room may have: 2^20, far above any room that was ever seen. */
export const slotsMax = 1 << (bits * levels);

/** All states of one room. */
export class StateStore {
  /** Node n holds `width` children from `n * width`; leaves hold event index + 1. Node 0: empty. */
  #nodes = new Int32Array(width * 128);
  #nodeCount = 1;
  /** Open-addressing table from node content to node id; 0 is free. */
  #table = new Int32Array(512);
  #scratch = new Int32Array(width);
  /** One buffer a level, for nodes that are made on the way back up. */
  #buffers = Array.from({ length: levels }, () => new Int32Array(width));
  #path = new Int32Array(levels);
  #sizes = new Map<StateId, number>();

  /** How many trie nodes exist: 64 bytes each. */
  get nodeCount(): number {
    return this.#nodeCount;
  }

  /** The event at a slot, or -1. */
  get(state: StateId, slot: number): number {
    const nodes = this.#nodes;
    let node = state;
    for (let shift = bits * (levels - 1); shift >= 0; shift -= bits) {
      if (node === 0) return -1;
      node = nodes[node * width + ((slot >> shift) & mask)];
    }
    return node - 1;
  }

  /** The state with one slot written; event -1 removes the slot. */
  set(state: StateId, slot: number, event: number): StateId {
    if (slot < 0 || slot >= slotsMax) throw new RangeError(`slot ${slot} exceeds ${slotsMax}`);
    const path = this.#path;
    let node = state;
    for (let level = levels - 1; level >= 0; level--) {
      path[level] = node;
      node = node === 0 ? 0 : this.#nodes[node * width + ((slot >> (bits * level)) & mask)];
    }
    if (node === event + 1) return state;
    let child = event + 1;
    for (let level = 0; level < levels; level++) {
      const from = path[level] * width;
      const scratch = this.#scratch;
      for (let i = 0; i < width; i++) scratch[i] = this.#nodes[from + i];
      scratch[(slot >> (bits * level)) & mask] = child;
      child = this.#intern(scratch);
    }
    return child;
  }

  /**
   * The state with many slots written, which is cheaper than one after another.
   * @param slots ascending, without repetition
   * @param events in the same order; -1 removes the slot
   */
  setAll(state: StateId, slots: ArrayLike<number>, events: ArrayLike<number>): StateId {
    const last = slots.length - 1;
    if (last < 0) return state;
    if (slots[last] >= slotsMax || slots[0] < 0) {
      throw new RangeError(`slots from ${slots[0]} to ${slots[last]} exceed ${slotsMax}`);
    }
    return this.#write(state, levels - 1, { slots, events, from: 0, to: slots.length });
  }

  #write(node: number, level: number, { slots, events, from, to }: Writing): number {
    const content = this.#buffers[level];
    for (let i = 0; i < width; i++) content[i] = this.#nodes[node * width + i];
    const shift = bits * level;
    for (let at = from; at < to;) {
      const place = (slots[at] >> shift) & mask;
      let end = at + 1;
      if (level === 0) content[place] = events[at] + 1;
      else {
        while (end < to && ((slots[end] >> shift) & mask) === place) end++;
        const child = content[place];
        content[place] = this.#write(child, level - 1, { slots, events, from: at, to: end });
      }
      at = end;
    }
    return this.#intern(content);
  }

  /** What all of one or more states hold alike, as a state. */
  common(states: readonly StateId[]): StateId {
    return this.#common([...states], levels - 1);
  }

  #common(nodes: readonly number[], level: number): number {
    const [first] = nodes;
    if (nodes.every((node) => node === first)) return first;
    if (nodes.includes(0)) return 0;
    const content = this.#buffers[level];
    const children: number[] = new Array(nodes.length);
    for (let i = 0; i < width; i++) {
      let same = true;
      for (let k = 0; k < nodes.length; k++) {
        children[k] = this.#nodes[nodes[k] * width + i];
        if (children[k] !== children[0]) same = false;
      }
      content[i] = same ? children[0] : level === 0 ? 0 : this.#common(children, level - 1);
    }
    return this.#intern(content);
  }

  /** Builds a state from slots and events of equal length. */
  of(slots: ArrayLike<number>, events: ArrayLike<number>): StateId {
    let state = emptyState;
    for (let i = 0; i < slots.length; i++) state = this.set(state, slots[i], events[i]);
    return state;
  }

  /** How many slots a state holds. */
  size(state: StateId): number {
    const known = this.#sizes.get(state);
    if (known !== undefined) return known;
    let size = 0;
    this.forEach(state, () => size++);
    this.#sizes.set(state, size);
    return size;
  }

  /** Visits every slot in ascending order of slot number. */
  forEach(state: StateId, visit: (slot: number, event: number) => void): void {
    this.#walk(state, levels - 1, 0, visit);
  }

  #walk(node: number, level: number, prefix: number, visit: (s: number, e: number) => void): void {
    if (node === 0) return;
    for (let i = 0; i < width; i++) {
      const child = this.#nodes[node * width + i];
      if (child === 0) continue;
      const slot = (prefix << bits) | i;
      if (level === 0) visit(slot, child - 1);
      else this.#walk(child, level - 1, slot, visit);
    }
  }

  /**
   * Visits, in ascending order, every slot at which two states do not hold the same event (-1 where
   * absent). What both share is skipped whole.
   */
  forEachChange(
    from: StateId,
    to: StateId,
    visit: (slot: number, before: number, after: number) => void,
  ): void {
    if (from !== to) this.#change(from, to, levels - 1, 0, visit);
  }

  #change(
    from: number,
    to: number,
    level: number,
    prefix: number,
    visit: (slot: number, before: number, after: number) => void,
  ): void {
    for (let i = 0; i < width; i++) {
      // Read anew each time: the visitor may write states, which can replace the array. Node 0 is
      // the empty one and holds nothing but zeros.
      const before = this.#nodes[from * width + i];
      const after = this.#nodes[to * width + i];
      if (before === after) continue;
      const slot = (prefix << bits) | i;
      if (level === 0) visit(slot, before - 1, after - 1);
      else this.#change(before, after, level - 1, slot, visit);
    }
  }

  /**
   * Visits, in ascending order, every slot at which the states do not all hold the same event.
   * @param visit gets the slot and the event of each state in turn (-1 where absent); the array
   *   is reused for the next slot.
   */
  forEachDifference(states: readonly StateId[], visit: (slot: number, events: number[]) => void) {
    if (states.length < 2) return;
    this.#differ([...states], levels - 1, 0, visit);
  }

  #differ(
    at: number[],
    level: number,
    prefix: number,
    visit: (slot: number, events: number[]) => void,
  ): void {
    const children: number[] = new Array(at.length);
    for (let i = 0; i < width; i++) {
      let same = true;
      for (let k = 0; k < at.length; k++) {
        children[k] = at[k] === 0 ? 0 : this.#nodes[at[k] * width + i];
        if (children[k] !== children[0]) same = false;
      }
      if (same) continue;
      const slot = (prefix << bits) | i;
      if (level > 0) this.#differ(children.slice(), level - 1, slot, visit);
      else {
        for (let k = 0; k < children.length; k++) children[k]--;
        visit(slot, children);
      }
    }
  }

  /** The node with some content, which is copied. */
  #intern(content: Int32Array): number {
    let hash = 0;
    let any = 0;
    for (let i = 0; i < width; i++) {
      hash = Math.imul(hash ^ content[i], 0x9e3779b1);
      hash ^= hash >>> 15;
      any |= content[i];
    }
    if (any === 0) return 0;
    const tableMask = this.#table.length - 1;
    let place = hash & tableMask;
    for (;;) {
      const node = this.#table[place];
      if (node === 0) break;
      const from = node * width;
      let i = 0;
      while (i < width && this.#nodes[from + i] === content[i]) i++;
      if (i === width) return node;
      place = (place + 1) & tableMask;
    }
    return this.#append(place, content);
  }

  #append(place: number, content: Int32Array): number {
    const node = this.#nodeCount++;
    if ((node + 1) * width > this.#nodes.length) {
      const larger = new Int32Array(this.#nodes.length * 2);
      larger.set(this.#nodes);
      this.#nodes = larger;
    }
    this.#nodes.set(content, node * width);
    this.#table[place] = node;
    if (this.#nodeCount * 2 > this.#table.length) this.#growTable();
    return node;
  }

  #growTable(): void {
    const table = new Int32Array(this.#table.length * 2);
    const tableMask = table.length - 1;
    for (let node = 1; node < this.#nodeCount; node++) {
      let hash = 0;
      for (let i = 0; i < width; i++) {
        hash = Math.imul(hash ^ this.#nodes[node * width + i], 0x9e3779b1);
        hash ^= hash >>> 15;
      }
      let place = hash & tableMask;
      while (table[place] !== 0) place = (place + 1) & tableMask;
      table[place] = node;
    }
    this.#table = table;
  }
}

interface Writing {
  readonly slots: ArrayLike<number>;
  readonly events: ArrayLike<number>;
  /** The part that lies under the node. */
  readonly from: number;
  readonly to: number;
}
