// `rashomon load manifest`: a load as a TestRun of the k6-operator, for more generators than one
// machine has room for. Writes the manifest and the script in one file, and says what else to do.
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  generatorsMax,
  secretBytesMax,
  scriptFile,
  stepsOf,
  testRunOf,
  type Fleet,
  type TestRun,
} from "../../../loadtest/fleet/index.ts";
import { isLoopback, scriptText } from "../../../loadtest/driver/index.ts";
import type { Call, Command } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { writeWholeFile } from "../output.ts";
import { Problem } from "../problem.ts";
import { readJob } from "./load-files.ts";

export const loadManifest: Command = {
  name: "load manifest",
  summary: "write a load for many generators: a TestRun of the k6-operator",
  args: [],
  options: [
    { flags: "--generators <N>", about: "runners, each with its execution segment (default: 4)" },
    { flags: "--name <NAME>", about: "of the TestRun (default: rashomon)" },
    { flags: "--namespace <NAME>", about: "where it runs" },
    { flags: "--image <IMAGE>", about: "the k6 to run" },
    {
      flags: "--job <FILE>",
      about: "the job: how large it is, and what it loads (default: job.json)",
    },
    { flags: "-o, --out <DIR>", about: "folder to write (default: out/fleet)" },
  ],
  examples: [
    "rashomon load --target https://hs.test --yes-load-this-host hs.test --profile stress --write-job job.json",
    "rashomon load manifest --generators 8 --job job.json",
  ],
  run,
};

async function run({ options, output }: Call): Promise<ExitCode> {
  const generators = options.integer("generators", { min: 1, max: generatorsMax }) ?? 4;
  const name = options.text("name") ?? "rashomon";
  const [namespace, image] = [options.text("namespace"), options.text("image")];
  const folder = options.text("out") ?? join("out", "fleet");
  const jobFile = options.text("job") ?? "job.json";
  const job = existsSync(jobFile) ? jobFacts(jobFile) : undefined;
  const fleet: Fleet = {
    ...{ name, generators },
    ...(job !== undefined && job.bytes > secretBytesMax && { jobIn: "volume" }),
    ...(namespace !== undefined && { namespace }),
    ...(image !== undefined && { image }),
  };
  const manifest = manifestOf(fleet);
  const files = { manifest: join(folder, "testrun.json"), script: join(folder, scriptFile) };
  writeWholeFile(files.manifest, `${JSON.stringify(manifest, undefined, 2)}\n`);
  writeWholeFile(files.script, await scriptText());
  const notes = job === undefined ? [missingJob(jobFile)] : notesOf(job.target);
  const steps = stepsOf(fleet, { jobFile, scriptPath: files.script, manifestPath: files.manifest });
  output.result({ command: "load manifest", files, steps, notes }, () => {
    const said = notes.map((note) => `! ${note}\n`).join("");
    return `${said}${files.manifest}: ${generators} runners\n\nthen:\n${steps.map((step) => `  ${step}\n`).join("")}`;
  });
  return exitCode.ok;
}

/** How large a job is, and what it loads. @throws Problem where the file holds none */
function jobFacts(file: string): { bytes: number; target: string } {
  const { stage } = readJob(file);
  return { bytes: statSync(file).size, target: stage.target };
}

const missingJob = (file: string) =>
  `${file} is not there yet: \`rashomon load … --write-job ${file}\` writes it.`;

/** What a runner would not see as this machine does. */
function notesOf(target: string): string[] {
  if (!isLoopback(new URL(target).hostname)) return [];
  return [`The job loads ${target}: in a pod that is the pod itself. Write one for another name.`];
}

function manifestOf(fleet: Fleet): TestRun {
  try {
    return testRunOf(fleet);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    const isImage = thrown.message.includes(".image:");
    throw new Problem({
      message: `the operator would not take this manifest: ${thrown.message}`,
      remedy: isImage
        ? "Give --image as it is pulled, such as grafana/k6:1.0.0."
        : "Names are small letters, digits and hyphens, a letter first; --name has 50 at most.",
    });
  }
}
