// The shape of a load: arrivals per second over time, as straight pieces. Both drivers take the time
// of the n-th arrival from here, and with it the phase, so a journey is judged by when it was due,
// not by when a busy machine came round to it. Roots and sums only, which all engines round alike.

/** A piece of the shape. */
export interface Phase {
  /** For example `warm-up`, `steady`, `peak`. */
  readonly name: string;
  readonly durationMs: number;
  /** Arrivals per second at its start and end; in between they change evenly. */
  readonly fromRate: number;
  readonly toRate: number;
  /** True where what happens counts. A warm-up does not. */
  readonly measured: boolean;
}

export type Shape = readonly Phase[];

/** Length of all phases in ms. */
export function durationOf(shape: Shape): number {
  return shape.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

/** The highest rate of a shape, per second. */
export function peakOf(shape: Shape): number {
  return Math.max(...shape.map(({ fromRate, toRate }) => Math.max(fromRate, toRate)));
}

/** How many journeys are due in a phase that begins after `before` whole and broken arrivals. */
function areaOf({ durationMs, fromRate, toRate }: Phase): number {
  return (((fromRate + toRate) / 2) * durationMs) / 1000;
}

/** Rounding must not lose the last arrival of a phase of, say, 0.1 per second. */
const epsilon = 1e-6;

/** How many arrivals are due in the whole shape. The n-th is due when the area under the rate is n + 1. */
export function arrivalsOf(shape: Shape): number {
  return Math.floor(shape.reduce((sum, phase) => sum + areaOf(phase), 0) + epsilon);
}

/** Index of the phase in which arrival n (from 0) is due; the last one for those beyond the end. */
export function phaseOf(shape: Shape, n: number): number {
  let area = 0;
  for (let index = 0; index < shape.length; index++) {
    area += areaOf(shape[index]);
    if (area + epsilon >= n + 1) return index;
  }
  return shape.length - 1;
}

/** Index of the phase at a time after the start; the first one before it, the last one after the end. */
export function phaseAt(shape: Shape, atMs: number): number {
  let endMs = 0;
  const found = shape.findIndex(({ durationMs }) => atMs < (endMs += durationMs));
  return found < 0 ? shape.length - 1 : found;
}

/** When arrival n (from 0) is due, in ms after the start of the shape. @param last its phase */
export function dueMs(shape: Shape, n: number, last = phaseOf(shape, n)): number {
  let startMs = 0;
  let before = 0;
  for (let index = 0; index < last; index++) {
    startMs += shape[index].durationMs;
    before += areaOf(shape[index]);
  }
  return startMs + timeOfArea(shape[last], n + 1 - before);
}

/** When the area under a phase's rate has grown to a size, in ms after the phase's start. */
function timeOfArea({ durationMs, fromRate, toRate }: Phase, area: number): number {
  const perMs = fromRate / 1000;
  const growth = (toRate - fromRate) / 1000 / durationMs;
  if (growth === 0) return Math.min(durationMs, area / perMs);
  // The root of perMs · t + growth · t² / 2 = area, in the form that does not cancel.
  const root = Math.sqrt(Math.max(0, perMs * perMs + 2 * growth * area));
  return Math.min(durationMs, (2 * area) / (perMs + root));
}

/** The rate at a time after the start, per second; 0 before and after. */
export function rateAt(shape: Shape, atMs: number): number {
  let startMs = 0;
  for (const { durationMs, fromRate, toRate } of shape) {
    if (atMs < startMs + durationMs && atMs >= startMs) {
      return fromRate + ((toRate - fromRate) * (atMs - startMs)) / durationMs;
    }
    startMs += durationMs;
  }
  return 0;
}
