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
import type { Report } from "../hand-over.ts";

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
function capacityObject(report: CapacityReport, atLeast: number | undefined): object {
  const { title, unit, plan, answer, records, facts } = report;
  const held = atLeast === undefined ? undefined : answer.interval.low >= atLeast;
  return {
    ...{ command: "capacity", title, unit, ...answer },
    ...(atLeast !== undefined && { atLeast, held }),
    ...{ plan, facts: Object.fromEntries(facts), probesMade: records },
  };
}

/** A search's report in all its forms. @param again the command that goes on, or makes it again */
export function capacityReport(
  report: CapacityReport,
  { folder, again, atLeast }: { folder: string; again: string; atLeast?: number | undefined },
): Omit<Report<CapacityFiles>, "secrets"> {
  const files = filesIn(folder);
  const object = capacityObject(report, atLeast);
  return {
    files,
    contents: [
      [files.page, capacityPage(report)],
      [files.json, `${JSON.stringify(object)}\n`],
    ],
    object: { ...object, again },
    text: (written) => capacityText(report, { written, again, atLeast }),
  };
}

/** Whether the same command goes on where this one has ended. */
export function goesOnAfter({ end: { how } }: Answer): boolean {
  return how === "stopped" || how === "refused" || how === "out of time";
}

function capacityText(
  report: CapacityReport,
  {
    written,
    again,
    atLeast,
  }: {
    written: CapacityFiles | undefined;
    again: string;
    atLeast: number | undefined;
  },
): string {
  const { title, unit, plan, answer } = report;
  const rows = answer.gaveWay.map(({ slo, knee, interval, broken }) => {
    const at = broken > 0 ? `gives way at ${kneeText(knee)}` : "held";
    return `  ${slo.padEnd(26)} ${at.padEnd(22)} ${intervalText(interval)}`;
  });
  // What was probed is in the journal, also where this report is not.
  const goesOn = goesOnAfter(answer) || written === undefined;
  return [
    ...[title, headline(answer, plan, unit), ""],
    ...(rows.length > 0 ? [...rows, ""] : []),
    ...answerLines(answer, unit),
    ...(atLeast === undefined ? [] : [atLeastText(answer, atLeast)]),
    "",
    ...(written === undefined ? [] : [`open ${written.page}`]),
    ...[`${goesOn ? "go on" : "repeat"}: ${again}`, ""],
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
