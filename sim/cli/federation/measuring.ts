// A measurement on a real homeserver, from the options to the report: what `federation send`, `fan-out`
// and `verify` share. Each of them says what is measured, and what its report holds.
import type { FederationTarget } from "../../../loadtest/federation/index.ts";
import type { Call } from "../command.ts";
import type { ExitCode } from "../exit-code.ts";
import { mustTakeFiles } from "../output.ts";
import { reportStopped, untilStopped } from "../load/stoppable.ts";
import { reportFolder } from "./federation-options.ts";
import { reportFederation, type ReportParts } from "./federation-report.ts";
import { openedTarget, type NamedTarget } from "./federation-target.ts";

/** What a measurement is given. */
export interface Measuring {
  readonly target: FederationTarget;
  readonly hooks: {
    readonly signal: AbortSignal;
    readonly onProgress: (text: string) => void;
  };
}

/** What is measured, and under which name it is reported. */
export interface Measurement {
  /** `send`, `fan-out`, `verify`. */
  readonly verb: string;
  readonly named: NamedTarget;
  /** Name of the report's folder, where none is given. */
  readonly name: string;
  /** The measurement as its report holds it; a number where there is none to write. */
  readonly measure: (measuring: Measuring) => Promise<Measured | ExitCode>;
}

export type Measured = Omit<ReportParts, "verb" | "again" | "folder" | "secrets">;

/**
 * Opens the target, measures there, and reports, also where its user stops it.
 * @throws Problem, LoadProblem, BridgeProblem where it cannot begin
 */
export async function measureAndReport(
  call: Call,
  { verb, named, name, measure }: Measurement,
): Promise<ExitCode> {
  const { options, output, again } = call;
  const folder = reportFolder(options, verb, name);
  mustTakeFiles(folder);
  const startMs = Date.now();
  return untilStopped(
    output,
    async ({ signal, progress }) => {
      const { target, secrets } = await openedTarget(named, signal);
      // A request that nobody waits for any more must not keep the process.
      signal.addEventListener("abort", () => void target.agent.destroy(), { once: true });
      const measured = await measure({ target, hooks: { signal, onProgress: progress } });
      progress("");
      if (typeof measured === "number") return measured;
      return reportFederation({ ...measured, verb, again, folder, secrets }, output);
    },
    (reached) => {
      const command = `federation ${verb}`;
      return reportStopped({ command, target: named.url, reached }, { call, startMs, folder });
    },
  );
}
