// The folder that a run leaves: plan, trace, report, replay page. Everything is written beside the
// place where it will stand and then renamed, so that nobody ever finds half a run.
import { createHash, randomBytes } from "node:crypto";
import {
  existsSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { embedTrace } from "../../../viz/build.ts";
import type { Plan } from "../../run/index.ts";
import type { TraceRecord } from "../../trace/records.ts";
import { writeTrace } from "../../trace/index.ts";
import { makeFolder, writeProblem } from "../output.ts";
import { pageTemplate } from "../view/page-template.ts";
import { Problem } from "../problem.ts";

/** Traces of more records than this get no replay page: the file would be too large to open. */
const pageRecordsMax = 400_000;

export interface RunFiles {
  readonly folder: string;
  readonly plan: string;
  readonly trace: string;
  /** The report for people. */
  readonly report: string;
  /** The report for programs. */
  readonly data: string;
  /** Undefined where the trace is too long for a page. */
  readonly page: string | undefined;
  /** The plan as a regression; undefined where none was handed over. */
  readonly regression?: string;
}

/** The files of a run; what holds others is no run of ours. */
const runFileNames = [
  ...["plan.json", "trace.ndjson.gz", "report.txt", "report.json", "replay.html"],
  "regression.json",
];

/** Writes all of a run; `folder` is replaced if a run stands there already. */
export async function writeRunFolder(
  folder: string,
  run: {
    plan: object;
    records: readonly TraceRecord[];
    reportText: string;
    report: object;
    /** The plan as a regression, where it is one. */
    regression?: object;
  },
): Promise<RunFiles> {
  checkRunFolder(folder);
  const trace = writeTrace(run.records);
  const page = run.records.length > pageRecordsMax ? undefined : await pageTemplate();
  const target = existsSync(folder) ? realpathSync(folder) : resolve(folder);
  const besides = join(dirname(target), `.${basename(target)}.${randomBytes(4).toString("hex")}`);
  const [temporary, former] = [`${besides}.part`, `${besides}.old`];
  try {
    makeFolder(temporary);
    const write = (name: string, content: string | Uint8Array) =>
      writeFileSync(join(temporary, name), content);
    write("plan.json", `${JSON.stringify(run.plan, undefined, 2)}\n`);
    write("trace.ndjson.gz", gzipSync(trace));
    write("report.txt", run.reportText);
    write("report.json", `${JSON.stringify(run.report, undefined, 2)}\n`);
    if (page !== undefined) write("replay.html", embedTrace(page, trace));
    if (run.regression !== undefined) {
      write("regression.json", `${JSON.stringify(run.regression, undefined, 2)}\n`);
    }
    swap(temporary, target, former);
  } catch (thrown) {
    removeFolder(temporary);
    throw thrown instanceof Problem ? thrown : writeProblem(folder, thrown);
  }
  return {
    folder,
    plan: join(folder, "plan.json"),
    trace: join(folder, "trace.ndjson.gz"),
    report: join(folder, "report.txt"),
    data: join(folder, "report.json"),
    page: page === undefined ? undefined : join(folder, "replay.html"),
    ...(run.regression && { regression: join(folder, "regression.json") }),
  };
}

/** Puts a folder in the place of another, which is removed only once the new one stands. */
function swap(temporary: string, target: string, former: string): void {
  if (!existsSync(target)) return renameSync(temporary, target);
  renameSync(target, former);
  try {
    renameSync(temporary, target);
  } catch (thrown) {
    renameSync(former, target);
    throw thrown;
  }
  removeFolder(former);
}

/** Cleans up; what could not be written may refuse to be removed as well. */
function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // The reason for which writing failed is what counts.
  }
}

/**
 * Throws a `Problem` where a run may not be written: a folder that holds anything else than a run
 * is not ours to replace. To be asked before a long run as well.
 */
export function checkRunFolder(folder: string): void {
  const refuse = (message: string) => {
    const remedy = "Name another folder with --out; nothing was written.";
    throw new Problem({ file: folder, message, remedy });
  };
  if (folder === "") {
    throw new Problem({
      message: "--out names no folder",
      remedy: "Give a name, or leave it out.",
    });
  }
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) refuse("this is no folder");
  const names = readdirSync(folder);
  const foreign = names.find((name) => !runFileNames.includes(name));
  if (foreign !== undefined) {
    refuse(`this exists and is no folder of an earlier run: it holds ${foreign}`);
  }
  if (names.length > 0 && !names.includes("trace.ndjson.gz")) {
    refuse("this exists and is no folder of an earlier run: it holds no trace");
  }
  const inward = relative(realpathSync(folder), realpathSync("."));
  if (!inward.startsWith("..")) refuse("this is the folder you are in");
}

/**
 * Where a run is kept if nobody says where: `out/SCENARIO/SEED`. A plan file is another story than its scenario's,
 * changed by hand or shrunk, and must not take the place of the run that it was made of.
 * @param isFile whether the plan came from a file: then a digest of it is part of the name
 * @example usualFolder(plan, { isFile: true }) // "out/netsplit-ban/7-3fa9c1"
 */
export function usualFolder(plan: Plan, { isFile }: { isFile: boolean }): string {
  const seed = folderName(plan.seed);
  const digest = createHash("sha256").update(JSON.stringify(plan)).digest("hex").slice(0, 6);
  return join("out", folderName(plan.scenario), isFile ? `${seed}-${digest}` : seed);
}

/** A part of a path that names one folder, from any text: a seed, a scenario's name. */
export function folderName(text: string): string {
  const name = text.replace(/[^A-Za-z0-9._-]/g, "_").replace(/^\.+/, "_");
  return name.slice(0, 100) || "_";
}

/** Points `out/latest` at a run, where links can be made. */
export function pointLatest(folder: string): void {
  const link = join("out", "latest");
  const temporary = `${link}.${randomBytes(4).toString("hex")}`;
  try {
    makeFolder("out");
    symlinkSync(resolve(folder), temporary, "dir");
    renameSync(temporary, link);
  } catch {
    // A convenience only: some disks have no links, and the run itself is written.
    removeFolder(temporary);
  }
}
