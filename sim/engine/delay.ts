// How long a message is under way. A delay is plain JSON; a `DelaySampler` is the same thing made
// ready for millions of draws. Losing and doubling messages is the business of links.
import { awsRegions, awsRttMs, type AwsRegion } from "./aws-regions.ts";
import { below } from "./random.ts";

/**
 * A one-way delay in ms, as it stands in a plan:
 *
 * - `constant`: always the same;
 * - `uniform`: each whole ms from `minMs` to `maxMs` alike;
 * - `table`: quantiles in rising order, evenly spaced from the least to the largest delay;
 * - `regions`: half the round trip between the regions of both nodes (one name per node), at least
 *   1 ms, plus 0 to `jitterMs` (default: 0), each whole ms alike.
 */
export type Delay =
  | { kind: "constant"; ms: number }
  | { kind: "uniform"; minMs: number; maxMs: number }
  | { kind: "table"; ms: readonly number[] }
  | { kind: "regions"; regions: readonly AwsRegion[]; jitterMs?: number };

/** The longest delay in ms, a day: longer silences are holds or cuts, not delays. */
export const delayMaxMs = 86_400_000;

/** The largest number of quantiles in a table; up to here the interpolation is exact. */
export const quantilesMax = 1 << 15;

/**
 * Quantiles of one-way delays on the open internet in ms: a log-normal curve with median 59 ms
 * (mu 4.08, sigma 0.84), cut at 0.1 % and 99.9 %. Half of the round trips between 242 cities that
 * WonderNetwork measured in 2018 fit it.
 */
export const internetDelay: Delay = {
  kind: "table",
  ms: [
    4, 10, 12, 14, 16, 18, 20, 21, 23, 24, 25, 27, 28, 29, 31, 32, 34, 35, 36, 38, 39, 41, 42, 44,
    45, 47, 48, 50, 52, 54, 55, 57, 59, 61, 63, 65, 68, 70, 72, 75, 77, 80, 83, 86, 89, 93, 96, 100,
    104, 109, 114, 119, 125, 131, 138, 146, 155, 166, 179, 195, 215, 242, 283, 361, 793,
  ],
};

/**
 * One draw from a delay; the same as `new DelaySampler(delay).ms(from, to, u32)`, which is the one
 * to use for many draws.
 *
 * @throws RangeError for a delay that makes no sense.
 */
export function delayMs(delay: Delay, from: number, to: number, u32: number): number {
  return new DelaySampler(delay).ms(from, to, u32);
}

const CONSTANT = 0;
const UNIFORM = 1;
const TABLE = 2;
const REGIONS = 3;
const codes = { constant: CONSTANT, uniform: UNIFORM, table: TABLE, regions: REGIONS };

/** A delay in typed arrays. */
export class DelaySampler {
  readonly #code: number;
  /** The least delay of `constant` and `uniform`. */
  readonly #leastMs: number = 0;
  /** How many whole ms are alike: the width of `uniform` or of the jitter of `regions`. */
  readonly #width: number = 1;
  readonly #quantiles: Int32Array = new Int32Array(0);
  /** Row of the matrix for each node. */
  readonly #regionOf: Uint8Array = new Uint8Array(0);

  /**
   * @param nodes with it, a list of regions must name one for each node
   * @throws RangeError for a delay that makes no sense, with the reason.
   */
  constructor(delay: Delay, nodes?: number) {
    checkDelay(delay, nodes);
    this.#code = codes[delay.kind];
    if (delay.kind === "constant") {
      this.#leastMs = delay.ms;
    } else if (delay.kind === "uniform") {
      this.#leastMs = delay.minMs;
      this.#width = delay.maxMs - delay.minMs + 1;
    } else if (delay.kind === "table") {
      this.#quantiles = Int32Array.from(delay.ms);
    } else {
      this.#regionOf = Uint8Array.from(delay.regions, (name) => awsRegions.indexOf(name));
      this.#width = (delay.jitterMs ?? 0) + 1;
    }
  }

  /** The delay in whole ms for a draw. Pure; `from` and `to` matter to `regions` only. */
  ms(from: number, to: number, u32: number): number {
    switch (this.#code) {
      case CONSTANT:
        return this.#leastMs;
      case UNIFORM:
        return this.#leastMs + below(u32, this.#width);
      case TABLE:
        return interpolate(this.#quantiles, u32);
      default:
        return (
          halves[this.#regionOf[from] * awsRegions.length + this.#regionOf[to]] +
          below(u32, this.#width)
        );
    }
  }
}

/** One-way delays between regions: half of each round trip, rounded up, so never under 1 ms. */
const halves = Int32Array.from(awsRttMs.flat(), (rttMs) => Math.max(1, (rttMs + 1) >> 1));

/** The quantile that a draw stands for, rounded to a whole ms, ties up. */
function interpolate(quantiles: Int32Array, u32: number): number {
  // The draw as a place between the first and the last quantile, in 65,536ths of a step.
  const place = Math.floor((u32 * (quantiles.length - 1)) / 0x10000);
  const index = Math.floor(place / 0x10000);
  const lowMs = quantiles[index];
  if (quantiles.length === 1) return lowMs;
  const riseMs = quantiles[index + 1] - lowMs;
  return lowMs + Math.floor((riseMs * (place % 0x10000) + 0x8000) / 0x10000);
}

/**
 * Checks a delay that a user wrote.
 *
 * @throws RangeError with the reason.
 */
export function checkDelay(delay: Delay, nodes?: number): void {
  switch (delay.kind) {
    case "constant":
      return checkMs("a constant delay", delay.ms);
    case "uniform":
      checkMs("minMs", delay.minMs);
      checkMs("maxMs", delay.maxMs);
      if (delay.minMs <= delay.maxMs) return;
      throw new RangeError(`minMs ${delay.minMs} is greater than maxMs ${delay.maxMs}.`);
    case "table":
      return checkTable(delay.ms);
    case "regions":
      return checkRegions(delay.regions, delay.jitterMs ?? 0, nodes);
    default:
      throw new RangeError(`A delay is one of ${Object.keys(codes).join(", ")}.`);
  }
}

function checkMs(what: string, ms: number): void {
  if (Number.isInteger(ms) && ms >= 0 && ms <= delayMaxMs) return;
  throw new RangeError(`${what} is ${ms}; it needs whole ms from 0 to ${delayMaxMs}.`);
}

function checkTable(quantiles: readonly number[]): void {
  if (quantiles.length < 1 || quantiles.length > quantilesMax) {
    throw new RangeError(`A table of delays has 1 to ${quantilesMax} entries.`);
  }
  quantiles.forEach((ms, i) => {
    checkMs(`entry ${i} of a table of delays`, ms);
    if (i > 0 && ms < quantiles[i - 1]) {
      throw new RangeError(`Entry ${i} of a table of delays is less than the one before it.`);
    }
  });
}

function checkRegions(regions: readonly string[], jitterMs: number, nodes?: number): void {
  checkMs("jitterMs", jitterMs);
  if (nodes !== undefined && regions.length !== nodes) {
    throw new RangeError(`There are ${nodes} nodes and ${regions.length} regions; name one each.`);
  }
  const known: readonly string[] = awsRegions;
  const stranger = regions.find((name) => !known.includes(name));
  if (stranger === undefined) return;
  throw new RangeError(`"${stranger}" is no region; there are ${awsRegions.join(", ")}.`);
}
