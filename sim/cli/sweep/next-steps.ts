// How to go on from a kind of failure in a sweep's report: the command that shows its shortest run, with its page,
// and the one that makes the smallest story of it.
import { checks } from "../../check/index.ts";
import { checkOf } from "../../run/index.ts";

/** Two command lines, whole. */
export interface NextSteps {
  readonly look: string;
  readonly shrink: string;
}

/**
 * @param words what names the run for `rashomon run` and `rashomon shrink`: a plan file, or a scenario and its seed
 * @param signature of the failure: a run may have several, so that shrinking has to be told which
 * @example nextSteps("swarm --seed 7", "converges: …").shrink // "rashomon shrink swarm --seed 7 --check converges"
 */
export function nextSteps(words: string, signature: string): NextSteps {
  const check = checkOf(signature);
  const which = checks.has(check) ? ` --check ${check}` : "";
  return { look: `rashomon run ${words}`, shrink: `rashomon shrink ${words}${which}` };
}
