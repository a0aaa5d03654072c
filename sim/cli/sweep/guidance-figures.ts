// What guided sweeps are worth, from measured ones: how many runs, and how much work, they needed to
// reach the coverage of as many blind seeds. Pure: numbers in, numbers out.

/** A sweep of the measurement: by run, new places and deliveries. */
export type Arm = readonly { readonly novel: number; readonly deliveries: number }[];

/** The same seeds twice: each with its own plan, and guided. */
export interface Pair {
  readonly blind: Arm;
  readonly guided: Arm;
}

/** A mean with the interval in which the true one lies (95 %, Student). */
export interface Mean {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** How a guided sweep came to what so many blind seeds had reached. */
export interface Catch {
  readonly blindRuns: number;
  /** Places that the blind seeds had reached. */
  readonly places: Mean;
  /** By repetition: the runs that guided sweeps needed; undefined where they did not get there. */
  readonly guidedRuns: readonly (number | undefined)[];
  /** Shares of the blind sweep's runs and of its deliveries. One that did not get there counts whole. */
  readonly runs: Mean;
  readonly work: Mean;
}

/** Compares both arms where a quarter, half and all blind seeds have been run. */
export function catchesOf(pairs: readonly Pair[]): Catch[] {
  const total = pairs[0].blind.length;
  return [0.25, 0.5, 1].map((share) => {
    const blindRuns = Math.max(1, Math.floor(total * share));
    const places = pairs.map(({ blind }) => coverage(blind)[blindRuns - 1]);
    const guidedRuns = pairs.map(({ guided }, n) => {
      const at = coverage(guided).findIndex((count) => count >= places[n]);
      return at < 0 ? undefined : at + 1;
    });
    // Blind seeds that found nothing new at the end had reached as much before.
    const needed = pairs.map(({ blind }, n) => {
      return coverage(blind).findIndex((count) => count >= places[n]) + 1;
    });
    const runs = guidedRuns.map((count, n) => (count ?? guidedMax(pairs)) / needed[n]);
    const work = pairs.map(({ blind, guided }, n) => {
      return deliveries(guided, guidedRuns[n] ?? guided.length) / deliveries(blind, needed[n]);
    });
    return {
      ...{ blindRuns, places: meanOf(places), guidedRuns },
      ...{ runs: meanOf(runs), work: meanOf(work) },
    };
  });
}

/** How many places had been reached after each run. */
export function coverage(arm: Arm): number[] {
  let sum = 0;
  return arm.map(({ novel }) => (sum += novel));
}

function guidedMax(pairs: readonly Pair[]): number {
  return pairs[0].guided.length;
}

function deliveries(arm: Arm, runs: number): number {
  return arm.slice(0, runs).reduce((sum, run) => sum + run.deliveries, 0);
}

/** Student's t at 97.5 %, by degrees of freedom; beyond the end 2 is near enough. */
const student = [
  ...[NaN, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228],
  ...[2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086],
];

/** The mean of some values; of a single one nothing is known about how far others would be. */
export function meanOf(values: readonly number[]): Mean {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count < 2) return { mean, low: -Infinity, high: Infinity };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = (student[count - 1] ?? 2.08) * Math.sqrt(squares / (count - 1) / count);
  return { mean, low: mean - half, high: mean + half };
}
