// The files around a load run: stages and jobs, which hold secrets and are for their owner's eyes
// only, and reports, which must not hold any: that is looked at before they are written.
import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import {
  jobOf,
  secretsOf,
  type Connection,
  type LoadPlan,
  type Stage,
} from "../../../loadtest/driver/index.ts";
import type { LoadFiles, LoadReport } from "./load-report.ts";
import { writeWholeFile } from "../output.ts";
import { Problem } from "../problem.ts";
import { readTextFile } from "../read-file.ts";

/** The stage of a file, or undefined where there is no such file yet. */
export function readStage(file: string, target: string): Stage | undefined {
  if (!existsSync(file)) return undefined;
  const remedy =
    "Name a stage that `rashomon load --stage FILE` wrote, or a file that is not there.";
  let stage: Stage;
  try {
    stage = JSON.parse(readTextFile(file)) as Stage;
  } catch (thrown) {
    if (thrown instanceof Problem) throw thrown;
    throw new Problem({ file, message: "this is no stage: it is no JSON", remedy });
  }
  if (stage?.format !== "rashomon-stage-1" || !Array.isArray(stage.users)) {
    throw new Problem({ file, message: "this is no stage", remedy });
  }
  if (stage.target === target) return stage;
  throw new Problem({
    ...{ file, message: `this stage was set on ${stage.target}, not on ${target}` },
    remedy: "Give that target, or another file for this one.",
  });
}

export function writeStage(file: string, stage: Stage): void {
  writeSecretFile(file, `${JSON.stringify(stage)}\n`);
}

/** Writes the job that loadtest/main.ts reads in k6. */
export function writeJob(file: string, plan: LoadPlan, connection: Connection): void {
  writeSecretFile(file, `${JSON.stringify(jobOf(plan, connection))}\n`);
}

function writeSecretFile(file: string, text: string): void {
  writeWholeFile(file, text);
  chmodSync(file, 0o600);
}

/** Writes the report in its three forms. */
export function writeLoadFiles(folder: string, report: LoadReport, stage: Stage): LoadFiles {
  const files = {
    folder,
    page: join(folder, "report.html"),
    json: join(folder, "report.json"),
    junit: join(folder, "junit.xml"),
  };
  const contents = [
    [files.page, report.page()],
    [files.json, report.json()],
    [files.junit, report.junit()],
  ] as const;
  const secrets = secretsOf(stage);
  for (const [file, content] of contents) {
    const leak = secrets.some((secret) => content.includes(secret));
    if (leak) throw new Error(`${file} would hold an access token or a password`);
    writeWholeFile(file, content);
  }
  return files;
}
