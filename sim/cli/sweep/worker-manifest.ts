// `rashomon worker manifest`: the workers of a queue on Kubernetes. Writes the manifest and a Dockerfile
// for its image, and says what else to do.
import { join } from "node:path";
import packageJson from "../../../package.json" with { type: "json" };
import type { Call, Command, Options } from "../command.ts";
import { exitCode, type ExitCode } from "../exit-code.ts";
import { writeWholeFile } from "../output.ts";
import { Problem } from "../problem.ts";
import {
  dockerfileOf,
  manifestKinds,
  manifestOf,
  secretOf,
  type WorkerFleet,
} from "./queue/manifest.ts";

export const workerManifest: Command = {
  name: "worker manifest",
  summary: "write the workers of a queue as a Job or Deployment of Kubernetes",
  args: [],
  options: [
    { flags: "--kind <KIND>", about: "job (ends when the queue is empty; default) or deployment" },
    { flags: "--workers <N>", about: "how many (default: 4)" },
    { flags: "--jobs <J>", about: "threads of each, and processors it asks for (default: 2)" },
    { flags: "--image <IMAGE>", about: `to run (default: rashomon:${packageJson.version})` },
    { flags: "--name <NAME>", about: "of the Job or Deployment (default: rashomon-workers)" },
    { flags: "--namespace <NAME>", about: "where it runs" },
    { flags: "-o, --out <DIR>", about: "folder to write (default: out/workers)" },
  ],
  examples: [
    "rashomon worker manifest --workers 8",
    "rashomon worker manifest --kind deployment --namespace sweeps --image registry.test/rashomon:1",
  ],
  run,
};

function run({ options, output }: Call): ExitCode {
  const fleet = fleetOf(options);
  const folder = options.text("out") ?? join("out", "workers");
  const files = {
    manifest: join(folder, `${fleet.kind}.json`),
    dockerfile: join(folder, "Dockerfile"),
  };
  writeWholeFile(files.manifest, `${JSON.stringify(manifestOf(fleet), undefined, 2)}\n`);
  writeWholeFile(files.dockerfile, dockerfileOf(packageJson.version));
  const steps = stepsOf(fleet, files);
  output.result({ command: "worker manifest", files, steps }, () => {
    const lines = steps.map((step) => `  ${step}\n`).join("");
    return `${files.manifest}: ${fleet.workers} workers with ${fleet.jobs} threads\n\nthen:\n${lines}`;
  });
  return exitCode.ok;
}

function fleetOf(options: Options): WorkerFleet {
  const namespace = name(options, "namespace");
  return {
    kind: options.choice("kind", manifestKinds) ?? "job",
    name: name(options, "name") ?? "rashomon-workers",
    ...(namespace !== undefined && { namespace }),
    workers: options.integer("workers", { min: 1, max: 10_000 }) ?? 4,
    jobs: options.integer("jobs", { min: 1, max: 256 }) ?? 2,
    image: image(options) ?? `rashomon:${packageJson.version}`,
  };
}

function image(options: Options): string | undefined {
  const text = options.text("image");
  if (text === undefined || /^[A-Za-z0-9][-A-Za-z0-9_./:@]*$/.test(text)) return text;
  throw new Problem({
    message: `Kubernetes would not take ${JSON.stringify(text)} as --image`,
    remedy: "Give it as it is pulled, such as registry.test/rashomon:1.",
  });
}

/** A name as Kubernetes takes it, short enough for what is made from it. */
function name(options: Options, option: "name" | "namespace"): string | undefined {
  const text = options.text(option);
  if (text === undefined || /^[a-z0-9]([-a-z0-9]{0,50}[a-z0-9])?$/.test(text)) return text;
  throw new Problem({
    message: `Kubernetes would not take ${JSON.stringify(text)} as --${option}`,
    remedy: "Names are small letters, digits and hyphens, 52 at most.",
  });
}

function stepsOf(fleet: WorkerFleet, files: { manifest: string; dockerfile: string }): string[] {
  const at = fleet.namespace === undefined ? "" : ` -n ${fleet.namespace}`;
  const url = "url=postgres://USER:PASSWORD@HOST:PORT/NAME";
  return [
    `npm pack && docker build -t ${fleet.image} -f ${files.dockerfile} .   # in a checkout`,
    `kubectl create secret generic ${secretOf(fleet)}${at} --from-literal ${url}`,
    "rashomon sweep --swarm --seeds 1..100000 --queue postgres://USER:PASSWORD@HOST:PORT/NAME",
    `kubectl apply${at} -f ${files.manifest}`,
    "rashomon report --queue postgres://USER:PASSWORD@HOST:PORT/NAME",
  ];
}
