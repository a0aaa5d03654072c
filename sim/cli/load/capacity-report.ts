// A capacity search's report in all its forms: page, JSON file, the object of `--json`, the text for a
// terminal. They are made from the same answer.
import { join } from "node:path";
import {
  answerLines,
  capacityPage,
  headline,
  intervalText,
  kneeText,
  type Answer,
  type CapacityReport,
} from "../../../loadtest/capacity/index.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { writeWholeFile } from "../output.ts";

export interface CapacityFiles {
  readonly folder: string;
  readonly page: string;
  readonly json: string;
  readonly journal: string;
}

export function filesIn(folder: string): CapacityFiles {
  return {
    folder,
    page: join(folder, "report.html"),
    json: join(folder, "report.json"),
    journal: join(folder, "probes.ndjson"),
  };
}

/** What `--json` and report.json hold. JSON has no infinity: an open end is null. */
export function capacityObject(report: CapacityReport, atLeast: number | undefined): object {
  const { title, unit, plan, answer, records, facts } = report;
  const held = atLeast === undefined ? undefined : answer.interval.low >= atLeast;
  return {
    ...{ command: "capacity", title, unit, ...answer },
    ...(atLeast !== undefined && { atLeast, held }),
    ...{ plan, facts: Object.fromEntries(facts), probesMade: records },
  };
}

/**
 * Writes page and JSON.
 * @param secrets texts that must not be in them
 */
export function writeCapacityFiles(
  report: CapacityReport,
  {
    folder,
    atLeast,
    secrets,
  }: { folder: string; atLeast?: number | undefined; secrets: readonly string[] },
): CapacityFiles {
  const files = filesIn(folder);
  const contents = [
    [files.page, capacityPage(report)],
    [files.json, `${JSON.stringify(capacityObject(report, atLeast))}\n`],
  ] as const;
  for (const [file, content] of contents) {
    if (secrets.some((secret) => content.includes(secret))) {
      throw new Error(`${file} would hold an access token or a password`);
    }
    writeWholeFile(file, content);
  }
  return files;
}

/** Whether the same command goes on where this one has ended. */
export function goesOnAfter({ end: { how } }: Answer): boolean {
  return how === "stopped" || how === "refused" || how === "out of time";
}

export function capacityText(
  report: CapacityReport,
  { files, again, atLeast }: { files: CapacityFiles; again: string; atLeast?: number | undefined },
): string {
  const { title, unit, plan, answer } = report;
  const rows = answer.gaveWay.map(({ slo, knee, interval, broken }) => {
    const at = broken > 0 ? `gives way at ${kneeText(knee)}` : "held";
    return `  ${slo.padEnd(26)} ${at.padEnd(22)} ${intervalText(interval)}`;
  });
  const goesOn = goesOnAfter(answer);
  return [
    ...[title, headline(answer, plan, unit), ""],
    ...(rows.length > 0 ? [...rows, ""] : []),
    ...answerLines(answer, unit),
    ...(atLeast === undefined ? [] : [atLeastText(answer, atLeast)]),
    ...["", `open ${files.page}`, `${goesOn ? "go on" : "repeat"}: ${again}`, ""],
  ].join("\n");
}

function atLeastText({ interval }: Answer, atLeast: number): string {
  const held = interval.low >= atLeast;
  return `${held ? "✓ held   " : "✗ BROKEN "} at least ${atLeast}: the interval begins at ${Number(interval.low.toPrecision(3))}`;
}

/** How a search ends as a number. */
export function codeOf({ end, interval }: Answer, atLeast: number | undefined): ExitCode {
  if (end.how === "refused") return exitCode.usage;
  if (end.how === "stopped") return exitCode.notConverged;
  if (atLeast !== undefined) return interval.low >= atLeast ? exitCode.ok : exitCode.broken;
  return end.how === "too wide" || end.how === "out of time" ? exitCode.notConverged : exitCode.ok;
}
