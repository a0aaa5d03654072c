// What a sweep keeps of one run: enough to count, to compare and to run it again.
import type { RunResult } from "../run.ts";
import { signaturesOf } from "../shrink/signature.ts";

/** One run of a sweep, as plain data. */
export interface SweepRow {
  readonly seed: number;
  readonly outcome: RunResult["outcome"];
  /** Rolling hash of the trace. */
  readonly hash: string;
  readonly events: number;
  readonly deliveries: number;
  /** Signatures of what is broken, with the finding in this run's own words. */
  readonly failures: readonly { readonly signature: string; readonly detail: string }[];
}

/** The row of a run. */
export function sweepRow(seed: number, result: RunResult): SweepRow {
  const { outcome, hash, counters, verdicts } = result;
  const details = verdicts.filter(({ result: value }) => value === "broken");
  const failures = signaturesOf(result).map((signature) => {
    const check = signature.slice(0, signature.indexOf(":"));
    const detail = details.find((verdict) => verdict.check === check)?.detail ?? signature;
    return { signature, detail };
  });
  return {
    seed,
    outcome,
    hash,
    events: counters.events,
    deliveries: counters.deliveries,
    failures,
  };
}
