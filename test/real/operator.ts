// What the k6-operator v1.6.0 makes of a TestRun, written down from its source, so that a manifest is
// tried without a cluster: the command of a runner, the one of the initializer, and how runners are told to
// begin. Only what our manifests use. Called by fleet.test.ts.
import type { TestRun } from "../../loadtest/fleet/index.ts";

/** The n-th runner's command, n from 1 (pkg/resources/jobs/runner.go, pkg/segmentation). */
export function runnerCommand({ metadata, spec }: TestRun, n: number): string[] {
  const { parallelism: of, args = [], script } = spec;
  const cut = (place: number) => (place === 0 ? "0" : place === of ? "1" : `${place}/${of}`);
  const cuts = Array.from({ length: of + 1 }, (_unused, place) => cut(place));
  return [
    ...["k6", "run", "--quiet"],
    ...(of > 1
      ? [
          `--execution-segment=${cuts[n - 1]}:${cuts[n]}`,
          `--execution-segment-sequence=${cuts.join(",")}`,
        ]
      : []),
    ...args,
    ...[`/test/${script.configMap.file}`, "--address=0.0.0.0:6565", "--paused"],
    ...["--tag", `instance_id=${n}`, "--tag", `testrun_name=${metadata.name}`],
  ];
}

/** What the initializer does before: an archive of the script, which it inspects (initializer.go). */
export function initializerCommands({ spec }: TestRun): string[][] {
  const archive = `/tmp/${spec.script.configMap.file}.archived.tar`;
  // Of the arguments it leaves out where samples go, with all that follows up to the next flag.
  const args: string[] = [];
  let kept = true;
  for (const arg of spec.args ?? []) {
    if (arg.startsWith("-")) kept = arg !== "--out";
    if (kept) args.push(arg);
  }
  const env = (spec.runner?.env ?? []).flatMap(({ name }) => ["-e", `${name}=$(${name})`]);
  return [
    ["k6", "archive", `/test/${spec.script.configMap.file}`, ...env, "-O", archive, ...args],
    ["k6", "inspect", "--execution-requirements", archive],
  ];
}

/** The pod's name, where Kubernetes would put it in. */
export function asPod(command: readonly string[], podName: string): string[] {
  return command.map((word) => word.replaceAll("$(POD_NAME)", podName));
}

/** Tells a runner to begin, as the starter does once all are ready (containers/curl_start.go). */
export async function begin(address: string): Promise<void> {
  const response = await fetch(`http://${address}/v1/status`, {
    method: "PATCH",
    headers: { "Content-Type": "application/json" },
    body: '{"data":{"attributes":{"paused":false},"id":"default","type":"status"}}',
  });
  if (!response.ok) throw new Error(`${address} would not begin: ${await response.text()}`);
}
