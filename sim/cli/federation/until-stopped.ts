// A measurement on a real homeserver until it ends or its user stops it: what `federation send`, `fan-out`
// and `verify` share. A run that has begun ends in a report of its own; one that has not, in a word.
import type { FederationTarget } from "../../../loadtest/federation/index.ts";
import type { Call } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { onSignals } from "../on-signals.ts";
import { federationTarget } from "./federation-target.ts";

/** What a measurement is given. */
export interface Measuring {
  readonly target: FederationTarget;
  /** What must not stand in a report. */
  readonly secrets: readonly string[];
  readonly hooks: {
    readonly signal: AbortSignal;
    readonly onProgress: (text: string) => void;
  };
}

/**
 * Opens the target and measures there.
 * @param early what is said where it was stopped before anything was measured
 * @throws Problem, LoadProblem, BridgeProblem where it cannot begin
 */
export async function untilStopped(
  { options, output }: Pick<Call, "options" | "output">,
  early: string,
  measure: (measuring: Measuring) => Promise<ExitCode>,
): Promise<ExitCode> {
  const stop = new AbortController();
  const forget = onSignals(() => stop.abort());
  const hooks = { signal: stop.signal, onProgress: (text: string) => output.progress(text) };
  try {
    return await measure({ ...(await federationTarget(options)), hooks });
  } catch (thrown) {
    if (!stop.signal.aborted) throw thrown;
    output.progress("");
    output.note(`${early}\n`);
    return exitCode.notConverged;
  } finally {
    forget();
  }
}
