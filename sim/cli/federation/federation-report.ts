// A federation run's report in all its forms: page, JSON file, JUnit, the object of `--json`, and the
// text for a terminal with the checks below. Whatever would hold a secret is not written.
import { join } from "node:path";
import type { Check, FederationJudgement } from "../../../loadtest/federation/report/index.ts";
import { junit } from "../../../loadtest/report/index.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { writeWholeFile, type Output } from "../output.ts";
import { Problem } from "../problem.ts";

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
 * @throws Problem where it cannot be written; it is shown all the same, for nobody can measure it again
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
    [files.page, page],
    [files.json, `${JSON.stringify(object)}\n`],
    [files.junit, junit(`rashomon federation ${verb}`, judgement.checks, startedAt)],
  ] as const;
  for (const [file, content] of contents) {
    if (secrets.some((secret) => content.includes(secret))) {
      throw new Error(`${file} would hold an access token or a password`);
    }
  }
  const obstacle = obstacleTo(() => {
    for (const [file, content] of [...beside, ...contents]) writeWholeFile(file, content);
  });
  output.result({ ...object, ...(obstacle === undefined && { files }) }, () => {
    const checks = judgement.checks.map(checkText).join("");
    const open = obstacle === undefined ? `${look}open ${files.page}\n` : "";
    return `${parts.text}\n${checks}\n${open}repeat: ${again}\n`;
  });
  if (obstacle !== undefined) throw obstacle;
  return codeOf(judgement);
}

function obstacleTo(write: () => void): Problem | undefined {
  try {
    write();
  } catch (thrown) {
    if (thrown instanceof Problem) return thrown;
    throw thrown;
  }
  return undefined;
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
