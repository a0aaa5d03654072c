// Whether NEW is worse than BASE: pairs of measurements in, a verdict for each figure out. Pure; who
// measures, and in which order, is interleave.ts's business.
import { differenceInterval, pairsMax, pairsNeeded } from "./difference.ts";
import type { FigureKind, Measurement, NoiseFloor } from "./figures.ts";

/** Both sides of one block. */
export interface Pair {
  readonly base: Measurement;
  readonly new: Measurement;
}

export interface ComparisonRules {
  readonly figures: readonly FigureKind[];
  readonly floor: NoiseFloor;
  /** Of comparisons of a server with itself at most this share is called worse. */
  readonly falseAlarms: number;
}

export type ComparisonResult =
  /** Sure to be worse, or better, by more than the noise floor. */
  | "worse"
  | "better"
  /** Sure to differ by no more than the noise floor. */
  | "same"
  /** Neither: a difference beyond the floor is possible, and not shown. */
  | "unclear"
  /** Too few pairs had this figure. */
  | "unknown";

export interface FigureComparison {
  readonly kind: FigureKind;
  readonly result: ComparisonResult;
  /** Medians over the pairs, in ms or as a share. */
  readonly base?: number;
  readonly new?: number;
  /** NEW against BASE: a ratio minus 1 for times, a plain difference for shares. */
  readonly difference?: number;
  readonly low?: number;
  readonly high?: number;
  /** The floor in the unit of the difference, and where it comes from. */
  readonly floor: number;
  readonly pairs: number;
}

export interface Comparison {
  readonly result: ComparisonResult;
  /** The deciding figures first. */
  readonly figures: readonly FigureComparison[];
  readonly pairs: number;
  /** Pairs that an interval needs under these rules. */
  readonly pairsNeeded: number;
}

/** Compares; never throws. What decides is tested at an error rate that is shared among them. */
export function compare(pairs: readonly Pair[], rules: ComparisonRules): Comparison {
  const deciding = rules.figures.filter(({ decides }) => decides).length;
  const tail = rules.falseAlarms / Math.max(1, deciding);
  const figures = rules.figures
    .toSorted((a, b) => Number(b.decides) - Number(a.decides))
    .map((kind) => compareFigure(kind, pairs, { floor: rules.floor, tail }));
  const results = figures.filter(({ kind }) => kind.decides).map(({ result }) => result);
  const order: readonly ComparisonResult[] = ["worse", "unclear", "better", "same"];
  const result = order.find((word) => results.includes(word)) ?? "unknown";
  return { result, figures, pairs: pairs.length, pairsNeeded: pairsNeeded(tail) };
}

function compareFigure(
  kind: FigureKind,
  pairs: readonly Pair[],
  { floor, tail }: { floor: NoiseFloor; tail: number },
): FigureComparison {
  const values = pairs
    .map((pair) => [pair.base.figures[kind.name], pair.new.figures[kind.name]] as const)
    .filter(([base, now]) => base !== undefined && now !== undefined)
    .slice(0, pairsMax);
  const base = middle(values.map(([value]) => value));
  const now = middle(values.map(([, value]) => value));
  const least = leastOf(kind, base, floor);
  const known = values.length === 0 ? {} : { base, new: now };
  const none = { kind, result: "unknown", floor: least, pairs: values.length, ...known } as const;
  // A millisecond is added to times, so that a ratio of two that are next to nothing is no alarm.
  const differences = values.map(([from, to]) =>
    kind.unit === "ms" ? Math.log((to + 1) / (from + 1)) : to - from,
  );
  const interval = differenceInterval(differences, tail);
  if (interval === undefined) return none;
  const shown = (value: number) => (kind.unit === "ms" ? Math.exp(value) - 1 : value);
  const [low, high, difference] = [interval.low, interval.high, interval.middle].map(shown);
  return { ...none, result: resultOf({ low, high }, least), difference, low, high };
}

function resultOf({ low, high }: { low: number; high: number }, floor: number): ComparisonResult {
  if (low > floor) return "worse";
  if (high < -floor) return "better";
  return low >= -floor && high <= floor ? "same" : "unclear";
}

/** The floor as a ratio or share: the larger of the relative one and the absolute one. */
function leastOf({ unit }: FigureKind, base: number, floor: NoiseFloor): number {
  return unit === "share"
    ? floor.share
    : Math.max(floor.ratio, floor.ms / Math.max(1e-9, base + 1));
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.length === 0 ? NaN : sorted[sorted.length >> 1];
}
