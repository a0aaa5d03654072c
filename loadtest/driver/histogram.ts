// Times as histograms that can be added up without loss and written down as text: HdrHistogram in
// microseconds, three significant digits, up to ten minutes. Percentiles of several generators come
// from the sum of their histograms, never from their percentiles.
import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram as Hdr,
} from "hdr-histogram-js";

const highestMicros = 600_000_000;

export class Histogram {
  #hdr: Hdr;

  /** @param digits significant digits: 3, or 2 for the many small ones of a series */
  constructor(digits: 2 | 3 = 3) {
    this.#hdr = build({
      bitBucketSize: 32,
      lowestDiscernibleValue: 1,
      highestTrackableValue: highestMicros,
      numberOfSignificantValueDigits: digits,
    });
  }

  /** Takes in a time in ms; what is negative counts as 0, what is over ten minutes as ten minutes. */
  record(ms: number): void {
    const micros = Math.round(ms * 1000);
    this.#hdr.recordValue(micros < 0 ? 0 : micros > highestMicros ? highestMicros : micros);
  }

  /** Adds what another one holds. */
  add(other: Histogram): void {
    if (other.count > 0) this.#hdr.add(other.#hdr);
  }

  get count(): number {
    return this.#hdr.totalCount;
  }

  /** The time in ms under which a share of all lies, or undefined where there is none. */
  quantileMs(quantile: number): number | undefined {
    if (this.count === 0) return undefined;
    return this.#hdr.getValueAtPercentile(quantile * 100) / 1000;
  }

  get meanMs(): number | undefined {
    return this.count === 0 ? undefined : this.#hdr.mean / 1000;
  }

  /** Rounded as the quantiles are, so that none of them is above it. */
  get maxMs(): number | undefined {
    return this.quantileMs(1);
  }

  /** HdrHistogram's own compressed form, in base64, which its tools in other languages read. */
  toJSON(): string {
    return this.count === 0 ? "" : encodeIntoCompressedBase64(this.#hdr);
  }

  /** Reads what `toJSON` wrote. @throws Error where it is no such text */
  static parse(text: string): Histogram {
    const histogram = new Histogram();
    if (text !== "") histogram.#hdr = decodeFromCompressedBase64(text);
    return histogram;
  }
}
