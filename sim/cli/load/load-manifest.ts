// `rashomon load manifest`: a load as a TestRun of the k6-operator, for more generators than one
// machine has room for. Writes the manifest and the script in one file, and says what else to do.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  generatorsMax,
  scriptFile,
  stepsOf,
  testRunOf,
  type TestRun,
} from "../../../loadtest/fleet/index.ts";
import { scriptPath } from "../../../loadtest/driver/index.ts";
import type { Call, Command } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { writeWholeFile } from "../output.ts";
import { Problem } from "../problem.ts";

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
      about: "the job, for the commands that are shown (default: job.json)",
    },
    { flags: "-o, --out <DIR>", about: "folder to write (default: out/fleet)" },
  ],
  examples: [
    "rashomon load --target http://127.0.0.1:8008 --profile stress --write-job job.json",
    "rashomon load manifest --generators 8 --job job.json",
  ],
  run,
};

async function run({ options, output }: Call): Promise<ExitCode> {
  const generators = options.integer("generators", { min: 1, max: generatorsMax }) ?? 4;
  const name = options.text("name") ?? "rashomon";
  const [namespace, image] = [options.text("namespace"), options.text("image")];
  const folder = options.text("out") ?? join("out", "fleet");
  const fleet = {
    ...{ name, generators },
    ...(namespace !== undefined && { namespace }),
    ...(image !== undefined && { image }),
  };
  const manifest = manifestOf(fleet);
  const files = { manifest: join(folder, "testrun.json"), script: join(folder, scriptFile) };
  writeWholeFile(files.manifest, `${JSON.stringify(manifest, undefined, 2)}\n`);
  writeWholeFile(files.script, await scriptText(scriptPath()));
  const jobFile = options.text("job") ?? "job.json";
  const steps = stepsOf(fleet, { jobFile, scriptPath: files.script, manifestPath: files.manifest });
  output.result({ command: "load manifest", files, steps }, () => {
    return `${files.manifest}: ${generators} runners\n\nthen:\n${steps.map((step) => `  ${step}\n`).join("")}`;
  });
  return exitCode.ok;
}

function manifestOf(fleet: Parameters<typeof testRunOf>[0]): TestRun {
  try {
    return testRunOf(fleet);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    throw new Problem({
      message: `the operator would not take this manifest: ${thrown.message}`,
      remedy: "Names are small letters, digits and hyphens, 63 at most.",
    });
  }
}

/**
 * The script with all that it imports; k6's own modules stay outside. The published package has it as
 * one file already, and no bundler.
 */
async function scriptText(path: string): Promise<string> {
  if (path.endsWith(".js")) return readFileSync(path, "utf8");
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    ...{ entryPoints: [path], bundle: true, write: false, format: "esm", platform: "neutral" },
    ...{ target: "es2022", external: ["k6", "k6/*"], logLevel: "silent" },
  });
  return outputFiles[0].text;
}
