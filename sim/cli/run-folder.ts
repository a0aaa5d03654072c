// The folder that a run leaves: plan, trace, report, replay page. Everything is written beside the
// place where it will stand and then renamed, so that nobody ever finds half a run.
import { randomBytes } from "node:crypto";
import { existsSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { embedTrace } from "../../viz/build.ts";
import type { TraceRecord } from "../trace/records.ts";
import { writeTrace } from "../trace/index.ts";
import { makeFolder, writeProblem } from "./output.ts";
import { pageTemplate } from "./page-template.ts";
import { Problem } from "./problem.ts";

/** Traces of more records than this get no replay page: the file would be too large to open. */
const pageRecordsMax = 400_000;

export interface RunFiles {
  readonly folder: string;
  readonly plan: string;
  readonly trace: string;
  readonly report: string;
  /** Undefined where the trace is too long for a page. */
  readonly page: string | undefined;
}

/** Writes all of a run; `folder` is replaced if a run stands there already. */
export async function writeRunFolder(
  folder: string,
  run: { plan: object; records: readonly TraceRecord[]; reportText: string; report: object },
): Promise<RunFiles> {
  const temporary = join(
    dirname(folder),
    `.${basename(folder)}.${randomBytes(4).toString("hex")}.part`,
  );
  const trace = writeTrace(run.records);
  const page = run.records.length > pageRecordsMax ? undefined : await pageTemplate();
  try {
    checkReplaceable(folder);
    makeFolder(temporary);
    const write = (name: string, content: string | Uint8Array) =>
      writeFileSync(join(temporary, name), content);
    write("plan.json", `${JSON.stringify(run.plan, undefined, 2)}\n`);
    write("trace.ndjson.gz", gzipSync(trace));
    write("report.txt", run.reportText);
    write("report.json", `${JSON.stringify(run.report, undefined, 2)}\n`);
    if (page !== undefined) write("replay.html", embedTrace(page, trace));
    rmSync(folder, { recursive: true, force: true });
    renameSync(temporary, folder);
  } catch (thrown) {
    rmSync(temporary, { recursive: true, force: true });
    throw thrown instanceof Problem ? thrown : writeProblem(folder, thrown);
  }
  return {
    folder,
    plan: join(folder, "plan.json"),
    trace: join(folder, "trace.ndjson.gz"),
    report: join(folder, "report.txt"),
    page: page === undefined ? undefined : join(folder, "replay.html"),
  };
}

/** A folder that holds something else than a run is not ours to replace. */
function checkReplaceable(folder: string): void {
  if (!existsSync(folder) || existsSync(join(folder, "plan.json"))) return;
  throw new Problem({
    file: folder,
    message: "this exists and is no folder of an earlier run",
    remedy: "Name another folder with --out; nothing was written.",
  });
}

/** Points `out/latest` at a run, where links can be made. */
export function pointLatest(folder: string): void {
  const link = join("out", "latest");
  try {
    makeFolder("out");
    const temporary = `${link}.${randomBytes(4).toString("hex")}`;
    symlinkSync(resolve(folder), temporary, "dir");
    renameSync(temporary, link);
  } catch {
    // A convenience only: some disks have no links, and the run itself is written.
  }
}
