// A federation run's report in all its forms: page, JSON file, JUnit, the object of `--json`, and the
// text for a terminal with the checks below.
import { join } from "node:path";
import type { Check, FederationJudgement } from "../../../loadtest/federation/report/index.ts";
import { junit } from "../../../loadtest/report/index.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { handOver } from "../hand-over.ts";
import type { Output } from "../output.ts";

export interface FederationFiles {
  readonly folder: string;
  readonly page: string;
  readonly json: string;
  readonly junit: string;
}

export interface ReportParts {
  /** `send`, `fan-out`, `verify`. */
  readonly verb: string;
  readonly result: { readonly provenance: { readonly startedAt: string } };
  readonly judgement: FederationJudgement;
  /** The HTML page. */
  readonly page: string;
  /** The text for a terminal, without the checks. */
  readonly text: string;
  readonly again: string;
  readonly folder: string;
  /** What must not stand in a report. */
  readonly secrets: readonly string[];
  /** Added to the object. */
  readonly more?: object;
  /** Files that are written beside it, and how to look at them. */
  readonly beside?: readonly (readonly [file: string, content: Uint8Array])[];
  readonly look?: string;
}

/**
 * Writes the report, shows it, and answers how the command ends.
 * @throws Problem where it cannot be written, after it was shown
 */
export function reportFederation(parts: ReportParts, output: Output): ExitCode {
  const { verb, result, judgement, again, folder, page, secrets, more } = parts;
  const { beside = [], look = "" } = parts;
  const files: FederationFiles = {
    folder,
    page: join(folder, "report.html"),
    json: join(folder, "report.json"),
    junit: join(folder, "junit.xml"),
  };
  const object = { command: `federation ${verb}`, ...judgement, ...more, ...result, again };
  const { startedAt } = result.provenance;
  const contents = [
    ...beside,
    [files.page, page],
    [files.json, `${JSON.stringify(object)}\n`],
    [files.junit, junit(`rashomon federation ${verb}`, judgement.checks, startedAt)],
  ] as const;
  const text = (written: FederationFiles | undefined) => {
    const checks = judgement.checks.map(checkText).join("");
    const open = written === undefined ? "" : `${look}open ${written.page}\n`;
    return `${parts.text}\n${checks}\n${open}repeat: ${again}\n`;
  };
  handOver({ contents, secrets, object, files, text }, output);
  return codeOf(judgement);
}

const signs = {
  held: "✓ held   ",
  failure: "✗ BROKEN ",
  error: "! NOT    ",
  skipped: "– unknown",
} as const;

const checkText = ({ name, result, message }: Check) =>
  `${signs[result]} ${name.padEnd(42)} ${message}\n`;

function codeOf({ outcome }: FederationJudgement): ExitCode {
  const codes = {
    held: exitCode.ok,
    broken: exitCode.broken,
    incomplete: exitCode.notConverged,
  } as const;
  return codes[outcome];
}
