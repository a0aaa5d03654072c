// Whether a running load has already broken one of the thresholds at which it is to end.
import { judgeSlo, type Slo } from "../slo.ts";
import { measuredOf, type PhaseResult } from "./result.ts";

/** Fewer requests say nothing about a percentile. */
const requestsMin = 50;

/** The detail of the first broken threshold, or undefined. The phases are only asked for if needed. */
export function brokenOf(
  slos: readonly Slo[] | undefined,
  phases: () => readonly PhaseResult[],
): string | undefined {
  if (slos === undefined || slos.length === 0) return undefined;
  const now = phases().filter(({ requests }) => Object.keys(requests).length > 0);
  // The newest phase alone: over the whole run a broken threshold would show late.
  const measured = measuredOf({ phases: now.slice(-1) });
  const count = Object.values(measured.requests).reduce((sum, { count }) => sum + count, 0);
  if (count < requestsMin) return undefined;
  return slos.map((slo) => judgeSlo(slo, measured)).find(({ result }) => result === "broken")
    ?.detail;
}
