// How a run failed: what is broken, in words that other runs may share, and by which mechanism, where one is known.
// Sweeps keep these, and shrinking goes by them; whether they are news is for whoever reads them.
import { knownWeaknesses, viewTrace, type TraceView, type WeaknessName } from "../check/index.ts";
import type { RunResult } from "./run.ts";
import { signaturesOf } from "./shrink/signature.ts";

/** What is broken in a run. */
export interface Failure {
  readonly signature: string;
  readonly detail: string;
  /** The known weakness that it comes of (check/known/); absent where it is news. */
  readonly known?: WeaknessName;
}

/**
 * The failures of a run, none where all is well.
 * @param view of its trace
 */
export function failuresOf(result: RunResult, view?: TraceView): Failure[] {
  const { verdicts } = result;
  const signatures = signaturesOf(result);
  if (signatures.length === 0) return [];
  const weaknesses = knownWeaknesses(view ?? viewTrace(result.records), verdicts);
  return signatures.map((signature): Failure => {
    const check = checkOf(signature);
    const broken = verdicts.find((verdict) => verdict.check === check);
    const known = weaknesses.get(check);
    return {
      signature,
      detail: broken?.detail ?? signature,
      ...(known !== undefined && { known }),
    };
  });
}

/** The check that a signature tells of: the words before the colon. */
export function checkOf(signature: string): string {
  return signature.split(":", 1)[0];
}

/** True for two that say the same and come of the same mechanism, or both of none that is known. */
export function isSameFailure(one: Omit<Failure, "detail">, other: Omit<Failure, "detail">) {
  return one.signature === other.signature && one.known === other.known;
}
