// What is believed about a server's knee after some probes: Bayes' rule on a grid. The knee is the
// rate at which half of all probes are over capacity. Pure numbers; who probes next is search.ts's
// business.
//
// The model: a probe at rate r, the n-th of the search, is over with probability
//
//   spoilt + (1 − spoilt − lucky) · logistic((ln r − ln knee − drift · n) / width)
//
// The width says how much the knee wanders from probe to probe, the drift how it moves with time
// (a database grows). Neither is known beforehand: the grid spans knee × width × drift, and what is
// reported is summed over the others. Spoilt are probes that something else puts over, the more the
// busier others were on the machine; hardly anything makes a server hold that is over.
// It assumes that more load never makes it likelier that all holds, and that probes are
// independent given those three numbers, which is why a server must settle between probes.

/** What one probe said. */
export interface Sighting {
  /** Per second. */
  readonly rate: number;
  readonly over: boolean;
  /** How likely something else would have put it over, 0 … 1, where more is known than usual. */
  readonly spoilt?: number;
}

/** An interval of rates. Infinity or 0 where nothing bounds it from that side. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The rates between which probes can be made, per second. */
export interface Bounds {
  readonly rateMin: number;
  readonly rateMax: number;
}

/** The share of probes that something else than its rate puts over, and that it makes hold. */
const spoiltLeast = 0.03;
const spoiltMost = 0.9;
const lucky = 0.005;
/** Cells of the grid of knees, in units of ln(rate). */
const cell = 0.03;
const widths = [0.025, 0.05, 0.1, 0.2, 0.4];
/** Movement of ln(knee) per probe. */
const drifts = [-0.03, -0.015, 0, 0.015, 0.03];
/** Most servers do not drift. */
const noDriftPrior = 0.95;
/** The knee may lie this far outside the rates that may be probed, as a factor. */
const beyond = 4;

export class Belief {
  readonly #lowLn: number;
  readonly #highLn: number;
  readonly #cells: number;
  /** Of each (drift, width, cell), in that order; sums to 1. */
  readonly #weights: Float64Array;
  readonly #seen: number;
  #knees: Float64Array | undefined;

  private constructor(lowLn: number, highLn: number, weights: Float64Array, seen: number) {
    this.#lowLn = lowLn;
    this.#highLn = highLn;
    this.#cells = weights.length / (drifts.length * widths.length);
    this.#weights = normalised(weights);
    this.#seen = seen;
  }

  /** Nothing is known yet but the rates between which probes can be made. */
  static before({ rateMin, rateMax }: Bounds): Belief {
    const [lowLn, highLn] = [Math.log(rateMin / beyond), Math.log(rateMax * beyond)];
    const cells = Math.ceil((highLn - lowLn) / cell);
    const weights = drifts.flatMap((drift) => {
      const share = drift === 0 ? noDriftPrior : (1 - noDriftPrior) / (drifts.length - 1);
      return Array<number>(widths.length * cells).fill(share);
    });
    return new Belief(lowLn, highLn, Float64Array.from(weights), 0);
  }

  /** What is believed after one more probe. They must come in the order in which they were made. */
  after({ rate, over, spoilt: told = 0 }: Sighting): Belief {
    const spoilt = Math.min(spoiltMost, Math.max(spoiltLeast, told));
    const weights = new Float64Array(this.#weights.length);
    const rateLn = Math.log(rate);
    let at = 0;
    for (const drift of drifts) {
      const shifted = rateLn - this.#lowLn - drift * this.#seen;
      for (const width of widths) {
        // exp(−x) of the next cell is this one's times a factor: a power saved for each.
        let power = Math.exp((0.5 * cell - shifted) / width);
        const factor = Math.exp(cell / width);
        for (let k = 0; k < this.#cells; k++, at++, power *= factor) {
          const share = spoilt + (1 - spoilt - lucky) / (1 + power);
          weights[at] = this.#weights[at] * (over ? share : 1 - share);
        }
      }
    }
    return new Belief(this.#lowLn, this.#highLn, weights, this.#seen + 1);
  }

  /** The probability of each cell for the knee as it is now. */
  #kneeNow(): Float64Array {
    return (this.#knees ??= this.#sumKnees());
  }

  #sumKnees(): Float64Array {
    const knees = new Float64Array(this.#cells);
    let at = 0;
    for (const drift of drifts) {
      const moved = Math.round((drift * Math.max(0, this.#seen - 1)) / cell);
      for (let n = 0; n < widths.length; n++) {
        for (let k = 0; k < this.#cells; k++, at++) {
          const to = Math.min(this.#cells - 1, Math.max(0, k + moved));
          knees[to] += this.#weights[at];
        }
      }
    }
    return knees;
  }

  /** The rate below which the knee lies with a probability. */
  quantile(probability: number): number {
    const knees = this.#kneeNow();
    let sum = 0;
    for (let k = 0; k < knees.length; k++) {
      if (sum + knees[k] >= probability) {
        const part = knees[k] > 0 ? (probability - sum) / knees[k] : 0;
        return Math.exp(this.#lowLn + (k + part) * cell);
      }
      sum += knees[k];
    }
    return Math.exp(this.#highLn);
  }

  /** The knee's interval with as much probability left out on either side. */
  interval(confidence: number): Interval {
    const tail = (1 - confidence) / 2;
    return { low: this.quantile(tail), high: this.quantile(1 - tail) };
  }

  /** How likely the knee is below a rate. */
  below(rate: number): number {
    const knees = this.#kneeNow();
    const place = (Math.log(rate) - this.#lowLn) / cell;
    return knees.reduce((sum, share, k) => sum + share * Math.min(1, Math.max(0, place - k)), 0);
  }

  /** How likely this knee is below another one divided by a factor, if they know nothing of each other. */
  belowOther(other: Belief, factor: number): number {
    const knees = this.#kneeNow();
    return knees.reduce(
      (sum, share, k) =>
        sum + share * (1 - other.below(Math.exp(this.#lowLn + (k + 0.5) * cell) * factor)),
      0,
    );
  }

  /** The highest rate at which a probe is over with at most a probability, all unknowns summed. */
  rateWithRisk(risk: number): number {
    for (let k = this.#cells - 1; k > 0; k--) {
      const rate = Math.exp(this.#lowLn + k * cell);
      if (this.#risk(Math.log(rate)) <= risk) return rate;
    }
    return 0;
  }

  /** How likely the next probe is over, spoilt probes apart. */
  #risk(rateLn: number): number {
    let [at, sum] = [0, 0];
    for (const drift of drifts) {
      const shifted = rateLn - this.#lowLn - drift * this.#seen;
      for (const width of widths) {
        for (let k = 0; k < this.#cells; k++, at++) {
          sum += this.#weights[at] / (1 + Math.exp(-(shifted - (k + 0.5) * cell) / width));
        }
      }
    }
    return sum;
  }

  /** How likely the knee moves by 1 % or more with each probe, and its mean movement in ln(rate). */
  drift(): { readonly probability: number; readonly perProbe: number } {
    const size = widths.length * this.#cells;
    const shares = drifts.map((_drift, n) =>
      this.#weights.subarray(n * size, (n + 1) * size).reduce((sum, share) => sum + share, 0),
    );
    return {
      probability: 1 - shares[drifts.indexOf(0)],
      perProbe: drifts.reduce((sum, drift, n) => sum + drift * shares[n], 0),
    };
  }
}

function normalised(weights: Float64Array): Float64Array {
  const sum = weights.reduce((total, share) => total + share, 0);
  return weights.map((share) => share / sum);
}

/** The way to the last belief asked for: a search asks again with one probe more. */
let known:
  { bounds: Bounds; sightings: readonly Sighting[]; beliefs: readonly Belief[] } | undefined;

/** What is believed after some probes, oldest first. */
export function beliefAfter(bounds: Bounds, sightings: readonly Sighting[]): Belief {
  const isSame =
    known?.bounds.rateMin === bounds.rateMin && known.bounds.rateMax === bounds.rateMax;
  const { sightings: before = [], beliefs: old = [] } = isSame ? known! : {};
  const changed = sightings.findIndex(
    ({ rate, over, spoilt }, n) =>
      before[n]?.rate !== rate || before[n].over !== over || before[n].spoilt !== spoilt,
  );
  const same = changed < 0 ? sightings.length : changed;
  const beliefs = [old[0] ?? Belief.before(bounds), ...old.slice(1, same + 1)];
  for (const sighting of sightings.slice(same))
    beliefs.push(beliefs[beliefs.length - 1].after(sighting));
  known = { bounds, sightings, beliefs };
  return beliefs[sightings.length];
}
