// The far end of the queue: a binary heap over typed arrays, ordered by (time, order of push).
// It holds the numbers of entries and does not know what is in them.

/** A heap of entry numbers. Only `push`, `pop` and `dropMarked` change the order of `entryAt`. */
export class FarHeap {
  size = 0;
  #atMs = new Float64Array(256);
  #order = new Float64Array(256);
  #entries = new Int32Array(256);
  #pushes = 0;

  /** Adds an entry; among equal times the earlier push comes out first. */
  push(atMs: number, entry: number): void {
    if (this.size === this.#entries.length) this.#grow();
    this.#rise(this.size++, atMs, this.#pushes++, entry);
  }

  /** The least time; the heap must not be empty. */
  leastMs(): number {
    return this.#atMs[0];
  }

  /** The entry that `pop` would take out; the heap must not be empty. */
  leastEntry(): number {
    return this.#entries[0];
  }

  /** Takes out the least entry; the heap must not be empty. */
  pop(): number {
    const entry = this.#entries[0];
    const last = --this.size;
    if (last > 0) this.#sink(0, this.#atMs[last], this.#order[last], this.#entries[last]);
    return entry;
  }

  /** The entry at a place 0 … size − 1, in no order of meaning. */
  entryAt(place: number): number {
    return this.#entries[place];
  }

  /** Marks the entry at a place for `dropMarked`. */
  mark(place: number): void {
    this.#entries[place] = -1;
  }

  /** Takes all marked entries out at once, in time that grows with the size. */
  dropMarked(): void {
    let kept = 0;
    for (let i = 0; i < this.size; i++) {
      if (this.#entries[i] < 0) continue;
      this.#set(kept++, this.#atMs[i], this.#order[i], this.#entries[i]);
    }
    this.size = kept;
    for (let i = (kept >>> 1) - 1; i >= 0; i--) {
      this.#sink(i, this.#atMs[i], this.#order[i], this.#entries[i]);
    }
  }

  #rise(from: number, atMs: number, order: number, entry: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >>> 1;
      if (!this.#precedes(atMs, order, parent)) break;
      this.#set(place, this.#atMs[parent], this.#order[parent], this.#entries[parent]);
      place = parent;
    }
    this.#set(place, atMs, order, entry);
  }

  #sink(from: number, atMs: number, order: number, entry: number): void {
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size) {
        const right = child + 1;
        if (this.#precedes(this.#atMs[right], this.#order[right], child)) child = right;
      }
      if (this.#precedes(atMs, order, child)) break;
      this.#set(place, this.#atMs[child], this.#order[child], this.#entries[child]);
      place = child;
    }
    this.#set(place, atMs, order, entry);
  }

  #precedes(atMs: number, order: number, place: number): boolean {
    const otherMs = this.#atMs[place];
    return atMs < otherMs || (atMs === otherMs && order < this.#order[place]);
  }

  #set(place: number, atMs: number, order: number, entry: number): void {
    this.#atMs[place] = atMs;
    this.#order[place] = order;
    this.#entries[place] = entry;
  }

  #grow(): void {
    const length = this.#entries.length * 2;
    const atMs = new Float64Array(length);
    const order = new Float64Array(length);
    const entries = new Int32Array(length);
    atMs.set(this.#atMs);
    order.set(this.#order);
    entries.set(this.#entries);
    this.#atMs = atMs;
    this.#order = order;
    this.#entries = entries;
  }
}
