// A load as a `TestRun` of the k6-operator: so many runners, each with its execution segment, which
// the operator hands out itself. The job (stage and plan, with access tokens) comes from a Secret,
// the script from a ConfigMap, and every runner leaves its samples on a shared volume, from which
// `rashomon load merge` makes one result.
import Schema from "typebox/schema";
import { testRunSchema, type TestRun } from "./test-run-schema.ts";

export interface Fleet {
  /** Of the TestRun; also the stem of the names of what belongs to it. */
  readonly name: string;
  readonly namespace?: string;
  readonly generators: number;
  /** A k6 image. Default: grafana/k6 of the version that this project is tried with. */
  readonly image?: string;
}

/** The version of k6 that loads are tried with. */
export const k6Image = "grafana/k6:2.2.0";
const jobFolder = "/job";
const resultFolder = "/results";
export const scriptFile = "loadtest.js";

/**
 * The manifest of a fleet.
 * @throws RangeError where a name or number is none that Kubernetes takes
 */
export function testRunOf({ name, namespace, generators, image = k6Image }: Fleet): TestRun {
  const files = namesOf(name);
  const samples = `json=${resultFolder}/samples-$(POD_NAME).ndjson`;
  const manifest: TestRun = {
    apiVersion: "k6.io/v1alpha1",
    kind: "TestRun",
    metadata: { name, ...(namespace !== undefined && { namespace }), labels: { app: "rashomon" } },
    spec: {
      parallelism: generators,
      // On hosts of their own: generators that share one measure each other.
      separate: true,
      script: { configMap: { name: files.script, file: scriptFile } },
      // Kubernetes puts the pod's name in for $(POD_NAME); segments come from the operator.
      args: [
        ...["-e", `RASHOMON_JOB=${jobFolder}/job.json`],
        ...["-e", `RASHOMON_GENERATORS=${generators}`, "--out", samples],
      ],
      runner: {
        image,
        env: [{ name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
        volumes: [
          { name: "job", secret: { secretName: files.job } },
          { name: "results", persistentVolumeClaim: { claimName: files.results } },
        ],
        volumeMounts: [
          { name: "job", mountPath: jobFolder, readOnly: true },
          { name: "results", mountPath: resultFolder },
        ],
      },
    },
  };
  const problem = testRunProblem(manifest);
  if (problem !== undefined) throw new RangeError(problem);
  return manifest;
}

/** What is wrong with a manifest by the operator's schema, or undefined. */
export function testRunProblem(value: unknown): string | undefined {
  const [held, errors] = Schema.Errors(testRunSchema, value);
  if (held) return undefined;
  const { instancePath, message } = errors[0];
  return `${instancePath === "" ? "The manifest" : instancePath.slice(1).replaceAll("/", ".")}: ${message}.`;
}

/** Names of what must be there beside the TestRun. */
export function namesOf(name: string): { script: string; job: string; results: string } {
  return { script: `${name}-script`, job: `${name}-job`, results: `${name}-results` };
}

/** The commands around the manifest, for people. */
export function stepsOf(
  { name, namespace }: Fleet,
  {
    jobFile,
    scriptPath,
    manifestPath,
  }: { jobFile: string; scriptPath: string; manifestPath: string },
): string[] {
  const at = namespace === undefined ? "" : ` -n ${namespace}`;
  const { script, job, results } = namesOf(name);
  return [
    `kubectl create configmap ${script}${at} --from-file ${scriptFile}=${scriptPath}`,
    `kubectl create secret generic ${job}${at} --from-file job.json=${jobFile}`,
    `(make the PersistentVolumeClaim ${results}${at} with access mode ReadWriteMany)`,
    `kubectl apply${at} -f ${manifestPath}`,
    `rashomon load merge --job ${jobFile} samples-*.ndjson`,
  ];
}
