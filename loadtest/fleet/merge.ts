// Results of several generators that shared one load, as one result. Histograms are added, so every
// percentile of the sum is the one that a single generator would have measured (to the three digits
// that a histogram keeps). Pure; reading files is the command's business.
import { Histogram } from "../driver/histogram.ts";
import {
  addPhases,
  type GeneratorFigures,
  type LoadEnd,
  type LoadResult,
  type SeriesRow,
} from "../driver/result.ts";
import { arrivalsOf } from "../profiles/shape.ts";
import { gapsOf, segmentText } from "./segment.ts";

export interface Merged {
  readonly result: LoadResult;
  /** What to know about it: parts that are missing, clocks that differ. Sentences. */
  readonly doubts: readonly string[];
}

/** Generators that began further apart did not make one load. */
const startSpreadMaxMs = 2_000;

/**
 * Adds results up.
 * @throws RangeError where they are not parts of one load: another run, plan, phase, or a part twice
 */
export function mergeResults(results: readonly LoadResult[]): Merged {
  const [first] = results;
  if (first === undefined) throw new RangeError("There is no result to merge.");
  const segments = results.map(({ plan }, n) => {
    if (plan.segment !== undefined) return plan.segment;
    throw new RangeError(
      `Result ${n + 1} is of a whole load, not of a part of one; only parts can be merged.`,
    );
  });
  for (const [n, result] of results.entries()) {
    const difference = differenceOf(first, result);
    if (difference !== undefined) {
      throw new RangeError(`Results 1 and ${n + 1} are not of one load: ${difference}.`);
    }
  }
  const { missing, twice } = gapsOf(segments);
  if (twice.length > 0) {
    throw new RangeError(`Part ${twice.map(segmentText).join(", ")} is there more than once.`);
  }
  const starts = results.map(({ startedAt }) => Date.parse(startedAt));
  const spreadMs = Math.max(...starts) - Math.min(...starts);
  const { segment: _segment, ...plan } = first.plan;
  const complete = missing.length === 0;
  const doubts = [
    ...(complete
      ? []
      : [
          `Part ${missing.map(segmentText).join(", ")} is missing: the load was larger than what is counted here.`,
        ]),
    ...(complete ? unaccounted(results) : []),
    ...(spreadMs > startSpreadMaxMs
      ? [
          `The generators began ${(spreadMs / 1000).toFixed(1)} s apart: phases do not lie on each other.`,
        ]
      : []),
  ];
  return {
    result: {
      ...first,
      plan: { ...plan, generators: results.length },
      startedAt: new Date(Math.min(...starts)).toISOString(),
      end: endOf(results, complete),
      phases: first.phases.map(({ phase }, n) => ({
        phase,
        ...addPhases(results.map(({ phases }) => phases[n])),
      })),
      series: mergeSeries(results.map(({ series }) => series)),
      generator: addGenerators(results.map(({ generator }) => generator)),
    },
    doubts,
  };
}

/**
 * Samples of k6 do not tell how many shared the load: arrivals that nobody has tell that one is missing. Each
 * generator may begin one less in each phase than is due by the shape.
 */
function unaccounted(results: readonly LoadResult[]): string[] {
  const { shape } = results[0].plan;
  if (results.some(({ end }) => end.how !== "whole")) return [];
  const due = arrivalsOf(shape);
  const known = results
    .flatMap(({ phases }) => phases)
    .reduce((sum, { arrivals }) => sum + arrivals.started + arrivals.dropped, 0);
  if (due - known <= results.length * shape.length) return [];
  return [
    `${Math.round(due)} arrivals were due, and ${known} are in these results: is a generator's missing? ` +
      "(--generators N says how many there were.)",
  ];
}

/** What makes two results parts of different loads, or undefined. */
function differenceOf(a: LoadResult, b: LoadResult): string | undefined {
  if (a.driver !== b.driver) return `one is by ${a.driver}, the other by ${b.driver}`;
  if (a.plan.segment?.of !== b.plan.segment?.of) return "they have different numbers of parts";
  const { segment: _a, generators: _m, ...one } = a.plan;
  const { segment: _b, generators: _n, ...other } = b.plan;
  const keys = Object.keys(one) as (keyof typeof one)[];
  const key = keys.find((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]));
  return key === undefined ? undefined : `their ${key} differs`;
}

function endOf(results: readonly LoadResult[], complete: boolean): LoadEnd {
  const broken = results.find(({ end }) => end.how !== "whole");
  if (broken !== undefined) return broken.end;
  return complete
    ? { how: "whole", why: "" }
    : { how: "stopped", why: "Some generators' results are missing." };
}

/** Rows of the same time are added; each generator counts from its own start. */
export function mergeSeries(lists: readonly (readonly SeriesRow[])[]): SeriesRow[] {
  const byTime = new Map<number, SeriesRow>();
  for (const row of lists.flat()) {
    const other = byTime.get(row.atMs);
    byTime.set(row.atMs, other === undefined ? copyOf(row) : addRows(other, row));
  }
  return [...byTime.values()].sort((a, b) => a.atMs - b.atMs);
}

function copyOf(row: SeriesRow): SeriesRow {
  return { ...row, latency: sum(row.latency), lag: sum(row.lag) };
}

function addRows(a: SeriesRow, b: SeriesRow): SeriesRow {
  const target = a.target ?? b.target;
  return {
    atMs: a.atMs,
    lengthMs: Math.max(a.lengthMs, b.lengthMs),
    started: a.started + b.started,
    dropped: a.dropped + b.dropped,
    inFlight: a.inFlight + b.inFlight,
    requests: a.requests + b.requests,
    failed: a.failed + b.failed,
    latency: sum(a.latency, b.latency),
    lag: sum(a.lag, b.lag),
    // All of them watch the same process.
    ...(target !== undefined && { target }),
  };
}

function sum(...histograms: readonly Histogram[]): Histogram {
  const total = new Histogram(2);
  for (const histogram of histograms) total.add(histogram);
  return total;
}

/** CPU and requests add up; of lateness the worst counts. */
function addGenerators(list: readonly GeneratorFigures[]): GeneratorFigures {
  const total = (key: keyof GeneratorFigures) =>
    list.reduce((all, one) => all + (one[key] ?? 0), 0);
  const known = (key: keyof GeneratorFigures) => list.every((one) => one[key] !== undefined);
  return {
    cpuMs: total("cpuMs"),
    requests: total("requests"),
    ...(known("eventLoopP99Ms") && {
      eventLoopP99Ms: Math.max(...list.map(({ eventLoopP99Ms = 0 }) => eventLoopP99Ms)),
    }),
    ...(known("openMean") && { openMean: total("openMean") }),
    ...(known("rateTimesLatency") && { rateTimesLatency: total("rateTimesLatency") }),
  };
}
