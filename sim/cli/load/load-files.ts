// The files around a load run that are no reports: stages and jobs, which hold secrets and are for
// their owner's eyes only.
import { chmodSync, existsSync } from "node:fs";
import {
  jobOf,
  type Connection,
  type LoadPlan,
  type Stage,
} from "../../../loadtest/driver/index.ts";
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
