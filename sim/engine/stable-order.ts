// Sorting without comparisons: the order of non-negative integer keys, equal keys in the order they
// came. Times of arrival are small integers, so counting them is several times faster than
// comparing them.

const digitBits = 11;
const digitValues = 1 << digitBits;
const digitMask = digitValues - 1;

/** Up to here moving items one by one is faster than counting. */
const insertionMax = 32;

/** Sorts again and again in the same memory. */
export class StableOrder {
  #order = new Int32Array(64);
  #other = new Int32Array(64);
  readonly #counts = new Int32Array(digitValues);

  /**
   * The indices 0 … count − 1 in rising order of their keys (0 … 2³¹ − 1), ties by index. The array
   * is longer than `count` and belongs to the sorter until the next call.
   */
  sort(keys: Int32Array, count: number): Int32Array {
    if (count > this.#order.length) {
      const length = 1 << (32 - Math.clz32(count - 1));
      this.#order = new Int32Array(length);
      this.#other = new Int32Array(length);
    }
    if (count <= insertionMax) return this.#insertionSort(keys, count);
    let greatest = 0;
    for (let i = 0; i < count; i++) if (keys[i] > greatest) greatest = keys[i];
    this.#firstPass(keys, count, Math.min(digitValues, greatest + 1));
    for (let shift = digitBits; shift < 31 && greatest >>> shift > 0; shift += digitBits) {
      this.#pass(keys, count, shift, Math.min(digitValues, (greatest >>> shift) + 1));
    }
    return this.#order;
  }

  #insertionSort(keys: Int32Array, count: number): Int32Array {
    const order = this.#order;
    for (let i = 0; i < count; i++) {
      const key = keys[i];
      let place = i;
      while (place > 0 && keys[order[place - 1]] > key) {
        order[place] = order[place - 1];
        place--;
      }
      order[place] = i;
    }
    return order;
  }

  /** Orders by the lowest digit, from the order in which the keys came. */
  #firstPass(keys: Int32Array, count: number, values: number): void {
    const counts = this.#counts;
    const order = this.#order;
    counts.fill(0, 0, values);
    for (let i = 0; i < count; i++) counts[keys[i] & digitMask]++;
    startPlaces(counts, values);
    for (let i = 0; i < count; i++) order[counts[keys[i] & digitMask]++] = i;
  }

  /** Orders by a further digit and keeps the order of equal digits. */
  #pass(keys: Int32Array, count: number, shift: number, values: number): void {
    const counts = this.#counts;
    const from = this.#order;
    const to = this.#other;
    counts.fill(0, 0, values);
    for (let i = 0; i < count; i++) counts[(keys[i] >>> shift) & digitMask]++;
    startPlaces(counts, values);
    for (let i = 0; i < count; i++) {
      const index = from[i];
      to[counts[(keys[index] >>> shift) & digitMask]++] = index;
    }
    this.#order = to;
    this.#other = from;
  }
}

/** Turns how often each value occurs into the place of its first occurrence. */
function startPlaces(counts: Int32Array, values: number): void {
  let before = 0;
  for (let value = 0; value < values; value++) {
    const here = counts[value];
    counts[value] = before;
    before += here;
  }
}
