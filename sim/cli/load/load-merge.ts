// `rashomon load merge`: results of several generators that shared one load, as one. Takes report.json
// files of `rashomon load --segment`, or the samples that k6 wrote with `--out json=FILE`.
import { createReadStream } from "node:fs";
import { join } from "node:path";
import {
  journeysIn,
  measurableOf,
  readResult,
  type LoadResult,
} from "../../../loadtest/driver/index.ts";
import { generatorsMax, mergeResults, SampleReader } from "../../../loadtest/fleet/index.ts";
import { judge, junitOf, pageOf, sentence, textOf } from "../../../loadtest/report/index.ts";
import type { Call, Command } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { writeWholeFile } from "../output.ts";
import { Problem } from "../problem.ts";
import { readTextFile } from "../read-file.ts";
import { readJob } from "./load-files.ts";
import { requireMeasured, slosOf } from "./slo-option.ts";

export const loadMerge: Command = {
  name: "load merge",
  summary: "add up the results of several generators that shared one load",
  args: [{ name: "<RESULT...>", about: "report.json of each part, or k6's samples with --job" }],
  options: [
    { flags: "--job <FILE>", about: "the job whose samples these are; one file for each k6" },
    {
      flags: "--generators <N>",
      about: "with --job: how many there were (default: so many files)",
    },
    { flags: "--slo <LIST>", about: "thresholds to judge the sum by" },
    { flags: "-o, --out <DIR>", about: "folder to write (default: out/load/merged)" },
  ],
  examples: [
    "rashomon load merge part1/report.json part2/report.json --slo 'p95(send)<500ms'",
    "rashomon load merge --job job.json samples-1.ndjson samples-2.ndjson",
  ],
  run,
};

async function run({ args, options, output, again }: Call): Promise<ExitCode> {
  const jobFile = options.text("job");
  const of = options.integer("generators", { min: args.length, max: generatorsMax });
  const results =
    jobFile === undefined
      ? args.map(readPart)
      : await readSamples(args, { jobFile, of: of ?? args.length });
  const { result, doubts } = merged(results);
  const slos = slosOf(options.text("slo") ?? "");
  const { mix, listeners } = result.plan;
  requireMeasured(slos, measurableOf(journeysIn(mix), listeners));
  const judgement = judge(result, slos, slos);
  const whole = { ...judgement, doubts: [...doubts, ...judgement.doubts] };
  const folder = options.text("out") ?? join("out", "load", "merged");
  const page = join(folder, "report.html");
  const profile = `merged (${results.length} parts)`;
  writeWholeFile(page, pageOf({ profile, result, slos, judgement: whole, again }));
  writeWholeFile(join(folder, "report.json"), `${JSON.stringify({ ...result, ...whole })}\n`);
  writeWholeFile(join(folder, "junit.xml"), junitOf("merged", result, whole));
  output.result({ command: "load merge", parts: results.length, ...whole, folder }, () => {
    return `${results.length} parts\n${sentence(result)}\n\n${textOf(result, whole)}open ${page}\n`;
  });
  if (whole.outcome === "broken") return exitCode.broken;
  return whole.outcome === "held" ? exitCode.ok : exitCode.notConverged;
}

function merged(results: readonly LoadResult[]) {
  try {
    return mergeResults(results);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw new Problem({
      message: thrown.message,
      remedy: "Give one result for each part of one load, all with the same --run-id.",
    });
  }
}

export function readPart(file: string): LoadResult {
  try {
    return readResult(readTextFile(file));
  } catch (thrown) {
    if (thrown instanceof Problem) throw thrown;
    const isResult = thrown instanceof RangeError;
    const message = isResult ? thrown.message : "this is no JSON";
    throw new Problem({ file, message, remedy: "Name a report.json that `rashomon load` wrote." });
  }
}

async function readSamples(
  files: readonly string[],
  { jobFile, of }: { readonly jobFile: string; readonly of: number },
): Promise<LoadResult[]> {
  const job = readJob(jobFile);
  const results: LoadResult[] = [];
  for (const [index, file] of files.entries()) {
    const reader = new SampleReader(job, { index, of });
    try {
      for await (const text of createReadStream(file, "utf8")) reader.take(String(text));
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      throw new Problem({ file, message, remedy: "Name what k6 wrote with --out json=FILE." });
    }
    const result = reader.result();
    if (result !== undefined) results.push(result);
    else {
      throw new Problem({
        ...{ file, message: "no load begins in it" },
        remedy: "Name the whole of what k6 wrote with --out json=FILE for this job.",
      });
    }
  }
  return results;
}
