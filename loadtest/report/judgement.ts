// What a result is worth: thresholds judged, doubts about the generator named, and the whole in one
// word. The exit code, the page, JUnit and the terminal all say the same, because they ask here.
import { measuredOf, type LoadResult } from "../driver/result.ts";
import { judgeSlo, sloText, type Slo, type SloVerdict } from "../slo.ts";
import { doubtsOf, tooFew } from "./doubts.ts";

export interface Judgement {
  /** `incomplete`: the run ended early, or measured nothing of what was asked for. */
  readonly outcome: "held" | "broken" | "incomplete" | "generator failed";
  readonly verdicts: readonly SloVerdict[];
  /** Thresholds that were asked for and could not be judged, for no such request was sent. */
  readonly blind: readonly string[];
  /** Reasons why the figures may not be the server's; each a sentence. */
  readonly doubts: readonly string[];
}

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
  return { outcome, verdicts, blind, doubts: [...doubtsOf(result), ...tooFew(slos, measured)] };
}

/** What a run lacks that met no request of some thresholds, and what to do. */
export function blindText(blind: readonly string[]): string {
  return (
    `Nothing was measured for ${blind.join(", ")}: no such request was sent in the measured time. ` +
    "Lengthen --duration, raise --rate, or give the journeys that send it more weight."
  );
}
