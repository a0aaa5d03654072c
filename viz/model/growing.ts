// Columns that grow: numbers collected in typed arrays, which hold millions of them in a few bytes
// each where lists of objects would not fit into memory.

/** Whole numbers of 32 bits, or any numbers, at the end of which more are put. */
export class Growing<T extends Int32Array | Float64Array> {
  length = 0;
  private values: T;
  private readonly make: (size: number) => T;

  private constructor(make: (size: number) => T) {
    this.make = make;
    this.values = make(1 << 10);
  }

  static ints(): Growing<Int32Array> {
    return new Growing((size) => new Int32Array(size));
  }

  static floats(): Growing<Float64Array> {
    return new Growing((size) => new Float64Array(size));
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = this.make(2 * this.length);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }

  at(place: number): number {
    return this.values[place];
  }

  /** The numbers so far, uncopied. */
  view(): T {
    return this.values.subarray(0, this.length) as T;
  }
}
