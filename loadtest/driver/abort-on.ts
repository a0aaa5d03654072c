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
  // The newest phase of which enough is known: over the whole run a broken threshold would show late,
  // and a server that is stuck answers nothing of the phase that has just begun.
  const newest = phases().findLast((phase) => requestsOf(phase) >= requestsMin);
  if (newest === undefined) return undefined;
  const measured = measuredOf({ phases: [newest] });
  return slos.map((slo) => judgeSlo(slo, measured)).find(({ result }) => result === "broken")
    ?.detail;
}

function requestsOf({ requests }: PhaseResult): number {
  return Object.values(requests).reduce((sum, { count }) => sum + count, 0);
}
