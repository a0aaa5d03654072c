// What happens next: entries of four integers in the total order (time, order of push). Near times
// lie in a wheel of 1 ms slots with a first-in-first-out list each, far times in a heap; no entry is
// an object and nothing is allocated but when a pool grows. It does not know what its entries mean.
import { FarHeap } from "./far-heap.ts";
import { SlotMap } from "./slot-map.ts";

/**
 * Milliseconds that the wheel covers, counted from the present: nearly all that happens lies within
 * seconds, and a wheel of a minute would be half a megabyte that each run has to clear and walk over.
 */
const horizonMs = 1 << 12;
const slotMask = horizonMs - 1;

// An entry is `stride` integers of the pool. The next one in its list comes first.
const stride = 8;
const KIND = 1;
const A = 2;
const B = 3;
const C = 4;
const USES = 5;
const PLACE = 6;

// Values of PLACE.
const FREE = 0;
const NEAR = 1;
const FAR = 2;
const CANCELLED_NEAR = 3;
const CANCELLED_FAR = 4;

// A ticket is uses · 2²⁵ + entry, so a ticket of an earlier use of the entry is told apart.
const entriesMax = 1 << 25;
const usesMax = 1 << 28;

/** Up to here, some 24 days, times fit into what V8 holds without an object. */
const smallMsMax = 2 ** 31 - 1;

/** A far heap with fewer dead entries than this is not worth cleaning. */
const deadMin = 64;

/**
 * A timing wheel with a far heap. Times are integer milliseconds from 0 up to 2⁵³ − 1.
 *
 * Invariant: every far entry lies `horizonMs` or more after the present. The present moves only in
 * `next`, which brings far entries in before anyone can push to their millisecond directly: that
 * keeps the order of push.
 *
 * @example
 * const queue = new Queue();
 * queue.push(5, KIND_TIMER, node, 0, 0);
 * while (queue.next()) dispatch(queue.kind, queue.a, queue.b, queue.c);
 */
export class Queue {
  /** The present: the time of the entry that came out last. */
  atMs = 0;
  /** The entry that came out last: what it is … */
  kind = 0;
  /** … and its three integers. */
  a = 0;
  b = 0;
  c = 0;
  /** Entries that wait, without cancelled ones. */
  size = 0;

  #pool = new Int32Array(stride * 1024);
  #poolUsed = 0;
  #free = -1;
  /** First and last entry of each slot; a last one means something only where there is a first. */
  readonly #lists = new Int32Array(2 * horizonMs).fill(-1);
  readonly #occupied = new SlotMap();
  readonly #far = new FarHeap();
  #deadFar = 0;

  /**
   * Adds an entry and returns its ticket for `cancel`. `kind`, `a`, `b` and `c` are 32-bit integers.
   *
   * @throws RangeError for a time before the present or that is no safe integer.
   */
  push(atMs: number, kind: number, a: number, b: number, c: number): number {
    const entry = this.#place(atMs, kind, a, b, c);
    return this.#pool[entry * stride + USES] * entriesMax + entry;
  }

  /** Takes out the least entry into `atMs`, `kind`, `a`, `b`, `c`; false when there is none. */
  next(): boolean {
    // A live entry exists from here on, so the walk over cancelled ones ends at a live one.
    if (this.size === 0) return false;
    for (;;) {
      let slot = this.atMs & slotMask;
      if (this.#lists[2 * slot] < 0) {
        this.#advance();
        slot = this.atMs & slotMask;
      }
      const entry = this.#lists[2 * slot];
      this.#unlinkFirst(slot, entry);
      const pool = this.#pool;
      const base = entry * stride;
      const live = pool[base + PLACE] === NEAR;
      if (live) {
        this.kind = pool[base + KIND];
        this.a = pool[base + A];
        this.b = pool[base + B];
        this.c = pool[base + C];
        this.size--;
      }
      this.#release(entry);
      if (live) return true;
    }
  }

  /** The time of the least entry, or −1 when there is none. Moves nothing. */
  peekMs(): number {
    if (this.size === 0) return -1;
    for (;;) {
      const slot = this.#occupied.next(this.atMs & slotMask);
      if (slot < 0) break;
      const entry = this.#lists[2 * slot];
      if (this.#pool[entry * stride + PLACE] === NEAR) return this.#timeOf(slot);
      this.#unlinkFirst(slot, entry);
      this.#release(entry);
    }
    return this.#leastFarMs();
  }

  /** Takes a waiting entry out; false if it came out or was cancelled before. */
  cancel(ticket: number): boolean {
    const entry = ticket % entriesMax;
    const uses = (ticket - entry) / entriesMax;
    if (entry >= this.#poolUsed) return false;
    const base = entry * stride;
    const place = this.#pool[base + PLACE];
    if (this.#pool[base + USES] !== uses || (place !== NEAR && place !== FAR)) return false;
    this.size--;
    // It stays in its list until its turn; a wheel turns in seconds, a heap is cleaned when half
    // of it is dead.
    this.#pool[base + PLACE] = place === NEAR ? CANCELLED_NEAR : CANCELLED_FAR;
    if (place === FAR && ++this.#deadFar > deadMin && this.#deadFar * 2 > this.#far.size) {
      this.#cleanFar();
    }
    return true;
  }

  #place(atMs: number, kind: number, a: number, b: number, c: number): number {
    const aheadMs = atMs - this.atMs;
    if (!(aheadMs >= 0) || atMs !== Math.floor(atMs) || atMs > Number.MAX_SAFE_INTEGER) {
      this.#refuse(atMs);
    }
    let entry = this.#free;
    if (entry < 0) entry = this.#grow();
    const pool = this.#pool;
    const base = entry * stride;
    this.#free = pool[base];
    pool[base + KIND] = kind;
    pool[base + A] = a;
    pool[base + B] = b;
    pool[base + C] = c;
    this.size++;
    if (aheadMs < horizonMs) {
      this.#append(atMs & slotMask, entry);
    } else {
      pool[base + PLACE] = FAR;
      this.#far.push(atMs, entry);
    }
    return entry;
  }

  #append(slot: number, entry: number): void {
    const pool = this.#pool;
    const lists = this.#lists;
    pool[entry * stride] = -1;
    pool[entry * stride + PLACE] = NEAR;
    if (lists[2 * slot] < 0) {
      lists[2 * slot] = entry;
      this.#occupied.add(slot);
    } else {
      pool[lists[2 * slot + 1] * stride] = entry;
    }
    lists[2 * slot + 1] = entry;
  }

  #unlinkFirst(slot: number, entry: number): void {
    const follower = this.#pool[entry * stride];
    this.#lists[2 * slot] = follower;
    if (follower < 0) this.#occupied.remove(slot);
  }

  /** Moves the present to the next occupied millisecond and brings far entries within reach in. */
  #advance(): void {
    const slot = this.#occupied.next(this.atMs & slotMask);
    this.atMs = slot < 0 ? this.#leastFarMs() : this.#timeOf(slot);
    const far = this.#far;
    while (far.size > 0 && far.leastMs() - this.atMs < horizonMs) {
      const ms = far.leastMs();
      const entry = far.pop();
      if (this.#pool[entry * stride + PLACE] === FAR) {
        this.#append(ms & slotMask, entry);
      } else {
        this.#release(entry);
        this.#deadFar--;
      }
    }
  }

  /** The time of the least far entry that is not cancelled; there must be one. */
  #leastFarMs(): number {
    const far = this.#far;
    while (this.#pool[far.leastEntry() * stride + PLACE] !== FAR) {
      this.#release(far.pop());
      this.#deadFar--;
    }
    return plainInteger(far.leastMs());
  }

  #timeOf(slot: number): number {
    return this.atMs + ((slot - this.atMs) & slotMask);
  }

  #release(entry: number): void {
    const base = entry * stride;
    const pool = this.#pool;
    pool[base + PLACE] = FREE;
    // An entry whose uses are counted out is left aside, so a ticket never means two entries.
    if (++pool[base + USES] === usesMax) return;
    pool[base] = this.#free;
    this.#free = entry;
  }

  #grow(): number {
    const entry = this.#poolUsed++;
    if (entry === entriesMax) throw new RangeError(`More than ${entriesMax} entries wait.`);
    if ((entry + 1) * stride > this.#pool.length) {
      const larger = new Int32Array(this.#pool.length * 2);
      larger.set(this.#pool);
      this.#pool = larger;
    }
    this.#pool[entry * stride] = -1;
    return entry;
  }

  #cleanFar(): void {
    const far = this.#far;
    const pool = this.#pool;
    for (let i = 0; i < far.size; i++) {
      const entry = far.entryAt(i);
      if (pool[entry * stride + PLACE] === CANCELLED_FAR) {
        this.#release(entry);
        far.mark(i);
      }
    }
    far.dropMarked();
    this.#deadFar = 0;
  }

  #refuse(atMs: number): never {
    throw new RangeError(
      `An entry was pushed for ${atMs} ms; times are safe integers from ${this.atMs} ms (now) on.`,
    );
  }
}

/**
 * A time as V8 holds small integers: what comes out of a heap of floats is held as a float, and so
 * would be all times that are reckoned from it, each an object of its own in every record.
 */
function plainInteger(ms: number): number {
  return ms <= smallMsMax ? ms | 0 : ms;
}
