// Whether a running load has already broken one of the thresholds at which it is to end.
import { judgeSlo } from "../slo.ts";
import { fewOf, requestsIn } from "./few.ts";
import type { LoadPlan } from "./plan.ts";
import { measuredOf, type PhaseResult } from "./result.ts";

/** With fewer requests a phase has hardly begun. */
const requestsMin = 50;

/**
 * Where the first threshold broke, as a sentence, or undefined. The phases are only asked for if
 * needed.
 */
export function brokenOf(
  { abortOn: slos = [], abortSurely = false }: Pick<LoadPlan, "abortOn" | "abortSurely">,
  phases: () => readonly PhaseResult[],
): string | undefined {
  if (slos.length === 0) return undefined;
  // The newest phase of which enough is known: over the whole run a broken threshold would show late,
  // and a server that is stuck answers nothing of the phase that has just begun.
  const known = abortSurely ? requestsIn : allIn;
  const newest = phases().findLast((phase) => known(phase) >= requestsMin);
  if (newest === undefined) return undefined;
  const measured = measuredOf({ phases: [newest] });
  for (const slo of slos) {
    const { result, detail } = judgeSlo(slo, measured);
    const chance = abortSurely && fewOf(slo, measured) !== undefined;
    if (result === "broken" && !chance) {
      const { name, toRate } = newest.phase;
      const perSecond = Number(toRate.toPrecision(3));
      return `In the phase ${name}, at ${perSecond} journeys per second, ${detail}.`;
    }
  }
  return undefined;
}

function allIn({ requests }: PhaseResult): number {
  return Object.values(requests).reduce((sum, { count }) => sum + count, 0);
}
