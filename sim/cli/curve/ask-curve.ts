// When was a failure decided? A run is told again and again, the same up to some time and drawn anew
// from there: the later that is, the more of the decision has been taken. This asks for the runs and
// names the window in which their share of failures rises most. Whoever drives it runs the plans, so
// that runs may go on in parallel and the answer is the same.
import { rateOf, type Rate } from "../../compare/index.ts";
import { chanceAnew, deedsAnew, type Plan } from "../../run/index.ts";

/** What is drawn anew: the chance of wire and faults, or also who does what. */
export type Anew = "chance" | "deeds";

export interface CurveInput {
  /** How many times are tried at first; a second pass looks into the window that they name. */
  readonly points: number;
  /** Runs at each time. */
  readonly runs: number;
  readonly anew: Anew;
}

/** Plans that are the same up to a time; the answer is how many of them fail alike. */
export interface CurveQuestion {
  readonly atMs: number;
  readonly plans: readonly Plan[];
}

export interface CurvePoint {
  readonly atMs: number;
  readonly rate: Rate;
}

export interface Curve {
  /** In order of time; the last one is the run itself, of which nothing is drawn anew. */
  readonly points: readonly CurvePoint[];
  /** Where the share rises most; undefined where no rise is sure. */
  readonly window: { readonly from: CurvePoint; readonly to: CurvePoint } | undefined;
}

/**
 * Asks for the runs of a curve.
 * @param plan fails; what counts as failing alike is the driver's business
 */
export function* askCurve(plan: Plan, input: CurveInput): Generator<CurveQuestion, Curve, number> {
  const times = timesOf(plan);
  const end: CurvePoint = {
    atMs: times[times.length - 1] + 1,
    rate: rateOf(input.runs, input.runs),
  };
  let points = [end];
  points = yield* withPoints(points, spread(times, input.points), { plan, input });
  const rough = steepest(points);
  if (rough !== undefined) {
    const inside = times.filter((atMs) => atMs > rough.from.atMs && atMs < rough.to.atMs);
    const more = spread(inside, Math.ceil(input.points / 2));
    points = yield* withPoints(points, more, { plan, input });
  }
  const window = steepest(points);
  const isSure = window !== undefined && window.from.rate.high < window.to.rate.low;
  return { points, window: isSure ? window : undefined };
}

/** Times at which something begins, and halves of long pauses; each once, ascending. */
function timesOf({ steps, healMs }: Plan): number[] {
  const own = steps.flatMap((step) => {
    const lastsTo = "forMs" in step && step.forMs !== undefined ? [step.atMs + step.forMs] : [];
    return [step.atMs, ...lastsTo];
  });
  const times = [...new Set([0, ...own, ...(healMs === undefined ? [] : [healMs])])];
  times.sort((a, b) => a - b);
  // After the last step answers are still under way.
  return [...times, times[times.length - 1] + 60_000];
}

/** Some of a list, evenly, its ends included. */
function spread(times: readonly number[], count: number): number[] {
  if (times.length <= count) return [...times];
  const at = (n: number) => times[Math.round((n * (times.length - 1)) / Math.max(1, count - 1))];
  return [...new Set(Array.from({ length: count }, (_, n) => at(n)))];
}

function* withPoints(
  before: readonly CurvePoint[],
  times: readonly number[],
  { plan, input }: { plan: Plan; input: CurveInput },
): Generator<CurveQuestion, CurvePoint[], number> {
  const points = [...before];
  for (const atMs of times) {
    if (points.some((point) => point.atMs === atMs)) continue;
    const plans = Array.from({ length: input.runs }, (_, n) => {
      const seed = `${plan.seed} from ${atMs}, ${n}`;
      const other = chanceAnew(plan, atMs, seed);
      return input.anew === "chance" ? other : deedsAnew(other, atMs, seed);
    });
    points.push({ atMs, rate: rateOf(yield { atMs, plans }, input.runs) });
  }
  return points.sort((a, b) => a.atMs - b.atMs);
}

/** The neighbours between which the share rises most. */
function steepest(points: readonly CurvePoint[]): { from: CurvePoint; to: CurvePoint } | undefined {
  let best: { from: CurvePoint; to: CurvePoint } | undefined;
  const rise = (window: { from: CurvePoint; to: CurvePoint }) =>
    window.to.rate.rate - window.from.rate.rate;
  for (const [n, to] of points.entries()) {
    const from = points[n - 1];
    if (from === undefined || to.rate.rate <= from.rate.rate) continue;
    if (best === undefined || rise({ from, to }) > rise(best)) best = { from, to };
  }
  return best;
}
