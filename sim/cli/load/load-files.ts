// The files around a load run that are no reports: stages and jobs, which hold secrets and are for
// their owner's eyes only.
import { chmodSync, existsSync } from "node:fs";
import { dirname } from "node:path";
import {
  jobOf,
  readStage,
  type Connection,
  type LoadPlan,
  type Stage,
} from "../../../loadtest/driver/index.ts";
import type { Job } from "../../../loadtest/fleet/index.ts";
import { mustTakeFiles, writeWholeFile } from "../output.ts";
import { Problem } from "../problem.ts";
import { readTextFile } from "../read-file.ts";

/**
 * The stage of a file, or undefined where there is no such file yet.
 * @throws Problem where it holds none, or could not be written in the end
 */
export function keptStage(file: string): Stage | undefined {
  if (!existsSync(file)) {
    mustTakeFiles(dirname(file));
    return undefined;
  }
  try {
    return readStage(readTextFile(file));
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw new Problem({
      ...{ file, message: `this is no stage: ${thrown.message}` },
      remedy: "Name a stage that `rashomon load --stage FILE` wrote, or a file that is not there.",
    });
  }
}

/**
 * A stage is of use on the server only on which it was set.
 * @throws Problem where it was set on another one
 */
export function mustBeOn(target: string, { stage, stageFile }: Staged): void {
  if (stage === undefined || stage.target === target) return;
  throw new Problem({
    ...{ file: stageFile, option: "stage" },
    message: `this stage was set on ${stage.target}, not on ${target}`,
    remedy: "Give that target, or another file for this one.",
  });
}

interface Staged {
  readonly stage?: Stage;
  readonly stageFile?: string;
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

/** The job of a file that `writeJob` wrote. @throws Problem where it holds none */
export function readJob(file: string): Job {
  const problem = new Problem({
    ...{ file, message: "this is no job of a load" },
    remedy: "Name what `rashomon load --write-job FILE` wrote.",
  });
  try {
    const job = JSON.parse(readTextFile(file)) as Job | null;
    const isWhole = Array.isArray(job?.plan?.shape) && Array.isArray(job.stage?.users);
    if (!isWhole || !URL.canParse(job.stage.target)) throw problem;
    return job;
  } catch (thrown) {
    throw thrown instanceof SyntaxError ? problem : thrown;
  }
}
