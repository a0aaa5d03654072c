// What a result is worth: thresholds judged, doubts about the generator named, and the whole in one
// word. The exit code, the page, JUnit and the terminal all say the same, because they ask here.
import { measuredOf, onlyWarmUp, type LoadResult } from "../driver/result.ts";
import { judgeSlo, sloText, type Slo, type SloVerdict } from "../slo.ts";

export interface Judgement {
  /** `incomplete`: the run ended early, or measured nothing of what was asked for. */
  readonly outcome: "held" | "broken" | "incomplete" | "generator failed";
  readonly verdicts: readonly SloVerdict[];
  /** Thresholds that were asked for and could not be judged, for no such request was sent. */
  readonly blind: readonly string[];
  /** Reasons why the figures may not be the server's; each a sentence. */
  readonly doubts: readonly string[];
}

/** A generator that is later than this to act puts it into every measured time. */
const eventLoopMaxMs = 20;

/**
 * Judges a result.
 * @param asked thresholds among these that must have been measured: a run that met none of their
 * requests does not hold them (default: none, as for those of a profile)
 */
export function judge(
  result: LoadResult,
  slos: readonly Slo[],
  asked: readonly Slo[] = [],
): Judgement {
  const measured = measuredOf(result);
  const verdicts = slos.map((slo) => judgeSlo(slo, measured));
  const unknown = verdicts.filter(({ result }) => result === "unknown").map(({ slo }) => slo);
  const blind = asked.map(sloText).filter((slo) => unknown.includes(slo));
  const broken = verdicts.some(({ result }) => result === "broken");
  const empty = Object.keys(measured.requests).length === 0;
  const { how } = result.end;
  const outcome =
    how === "generator failed"
      ? how
      : how === "stopped" || how === "target lost" || empty
        ? "incomplete"
        : broken || how === "threshold broken"
          ? "broken"
          : blind.length > 0
            ? "incomplete"
            : "held";
  return { outcome, verdicts, blind, doubts: doubtsOf(result) };
}

/** What a run lacks that met no request of some thresholds, and what to do. */
export function blindText(blind: readonly string[]): string {
  return (
    `Nothing was measured for ${blind.join(", ")}: no such request was sent in the measured time. ` +
    "Lengthen --duration, raise --rate, or give the journeys that send it more weight."
  );
}

function doubtsOf(result: LoadResult): string[] {
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
  return doubts;
}
