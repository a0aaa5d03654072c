// Reasons why a result may say less than it seems to, each a sentence: about the generator, about
// what the load lacked, and about thresholds that were judged by too little. Asked by judgement.ts.
import { fewOf } from "../driver/few.ts";
import { measuredOf, onlyWarmUp, type LoadResult } from "../driver/result.ts";
import { judgeSlo, sloText, type Slo } from "../slo.ts";

type LoadMeasured = ReturnType<typeof measuredOf>;

/** A generator that is later than this to act puts it into every measured time. */
const eventLoopMaxMs = 20;

export function doubtsOf(result: LoadResult): string[] {
  const { generator, phases } = result;
  const warmUp = onlyWarmUp(result);
  const { eventLoopP99Ms = 0, openMean, rateTimesLatency } = generator;
  const doubts: string[] = [];
  if (warmUp > 0) {
    doubts.push(
      `It ended in the warm-up, which does not count: its ${warmUp} journeys are in the plots only.`,
    );
  }
  if (eventLoopP99Ms > eventLoopMaxMs) {
    doubts.push(
      `The generator was busy: 1 % of its turns came ${Math.round(eventLoopP99Ms)} ms late, and ` +
        "times are longer by that. Use less load, or more generators.",
    );
  }
  if (openMean !== undefined && rateTimesLatency !== undefined) {
    const difference = Math.abs(openMean - rateTimesLatency);
    if (difference > 0.2 * Math.max(openMean, rateTimesLatency) + 0.5) {
      doubts.push(
        `Little's law does not hold: ${openMean.toFixed(1)} requests were open on average, and ` +
          `rate × latency is ${rateTimesLatency.toFixed(1)}. Requests waited in the generator.`,
      );
    }
  }
  const limited = phases.flatMap(({ requests }) =>
    Object.values(requests).map(({ failures }) => failures["http 429"] ?? 0),
  );
  const limitedSum = limited.reduce((sum, count) => sum + count, 0);
  if (limitedSum > 0) {
    doubts.push(
      `${limitedSum} requests met a rate limit (HTTP 429): this measures the limiter, not the ` +
        "server. Raise its rc_* settings.",
    );
  }
  const gaps = phases.reduce((sum, { gaps }) => sum + gaps, 0);
  if (gaps > 0) {
    doubts.push(
      `${gaps} pages of /sync held only part of what was new: lags of the others are missing.`,
    );
  }
  const missing = neverMade(result);
  if (missing.length > 0) {
    doubts.push(
      `Of the mix never happened: ${missing.join(", ")}. Lengthen --duration or raise --rate, ` +
        "unless no user can do it.",
    );
  }
  return doubts;
}

/** Journeys of which the load should have had one or more, and had none. */
function neverMade({ plan: { mix }, phases }: LoadResult): string[] {
  const begun = phases.reduce((sum, { arrivals }) => sum + arrivals.started, 0);
  const weights = Object.entries(mix);
  const sum = weights.reduce((whole, [, weight]) => whole + weight, 0);
  const made = new Set(phases.flatMap(({ journeys }) => Object.keys(journeys)));
  return weights.flatMap(([name, weight]) =>
    begun * weight >= sum && !made.has(name) ? [name] : [],
  );
}

/** Broken thresholds on percentiles of so few that the slowest alone decided. */
export function tooFew(slos: readonly Slo[], measured: LoadMeasured): string[] {
  const few = slos.flatMap((slo) => {
    const count = fewOf(slo, measured);
    const broken = count !== undefined && judgeSlo(slo, measured).result === "broken";
    return broken ? [`${sloText(slo)} by ${count}`] : [];
  });
  if (few.length === 0) return [];
  return [
    `Too little was measured for a percentile, so that the slowest one decided: ${few.join(", ")}. ` +
      "Lengthen --duration or raise --rate.",
  ];
}
