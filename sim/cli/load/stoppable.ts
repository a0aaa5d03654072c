// What loads a real homeserver can be stopped: at the first Ctrl-C whoever measures is told, and ends
// within a second. Where nothing was measured yet, that is told in a report of its own.
import { join } from "node:path";
import { stoppedReport, type StoppedRun } from "../../../loadtest/report/index.ts";
import type { Call } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { handOver } from "../hand-over.ts";
import { onSignals } from "../on-signals.ts";
import type { Output } from "../output.ts";

/** What somebody who can be stopped is given. */
export interface Stoppable {
  readonly signal: AbortSignal;
  /** Shows how far it is, and remembers it for the report of one that was stopped. */
  readonly progress: (text: string) => void;
  /** The last progress; empty before the first. */
  reached(): string;
}

/**
 * Runs something until it ends by itself or its user stops it.
 * @param stopped tells how it ends where it threw because it was stopped
 */
export async function untilStopped(
  output: Output,
  run: (stoppable: Stoppable) => Promise<ExitCode>,
  stopped: (reached: string) => ExitCode,
): Promise<ExitCode> {
  const stop = new AbortController();
  let reached = "";
  const forget = onSignals(() => {
    stop.abort();
    output.progress("");
    output.note("stopping …\n");
  });
  const progress = (text: string) => {
    if (text !== "") reached = text;
    output.progress(text);
  };
  try {
    return await run({ signal: stop.signal, progress, reached: () => reached });
  } catch (thrown) {
    if (!stop.signal.aborted) throw thrown;
    output.progress("");
    return stopped(reached);
  } finally {
    forget();
  }
}

/** Writes the report of a run that was stopped before anything was measured. */
export function reportStopped(
  run: Pick<StoppedRun, "command" | "target" | "reached">,
  {
    call: { output, again },
    startMs,
    folder,
  }: { call: Pick<Call, "output" | "again">; startMs: number; folder: string },
): ExitCode {
  const startedAt = new Date(startMs).toISOString();
  const report = stoppedReport({ ...run, startedAt, tookMs: Date.now() - startMs, again });
  const files = {
    folder,
    page: join(folder, "report.html"),
    json: join(folder, "report.json"),
    junit: join(folder, "junit.xml"),
  };
  const contents = [
    [files.page, report.page],
    [files.json, `${JSON.stringify(report.object)}\n`],
    [files.junit, report.junit],
  ] as const;
  const text = (written: object | undefined) => {
    const open = written === undefined ? "" : `open ${files.page}\n`;
    return `${run.command} on ${run.target}\n${report.why}\n${open}repeat: ${again}\n`;
  };
  handOver({ contents, secrets: [], object: report.object, files, text }, output);
  return exitCode.notConverged;
}
