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
  /** Where runners find the job: in a Secret, or beside their results where it is too large for one. */
  readonly jobIn?: "secret" | "volume";
  /** A k6 image. Default: grafana/k6 of the version that this project is tried with. */
  readonly image?: string;
}

/** The version of k6 that loads are tried with. */
const k6Image = "grafana/k6:2.2.0";
/** The group of k6's user in its image: whoever is to write into a volume. */
const k6Group = 12_345;
/** What a Secret or a ConfigMap holds at most. */
export const secretBytesMax = 2 ** 20;
const jobFolder = "/job";
const resultFolder = "/results";
export const scriptFile = "loadtest.js";

/**
 * The manifest of a fleet.
 * @throws RangeError where a name or number is none that Kubernetes takes
 */
export function testRunOf(fleet: Fleet): TestRun {
  const { name, namespace, generators } = fleet;
  const samples = `json=${resultFolder}/samples-$(POD_NAME).ndjson`;
  const manifest: TestRun = {
    apiVersion: "k6.io/v1alpha1",
    kind: "TestRun",
    metadata: { name, ...(namespace !== undefined && { namespace }), labels: { app: "rashomon" } },
    spec: {
      parallelism: generators,
      // On hosts of their own: generators that share one measure each other.
      separate: true,
      script: { configMap: { name: namesOf(name).script, file: scriptFile } },
      // Kubernetes puts the pod's name in for $(POD_NAME); segments come from the operator.
      args: [
        ...["-e", `RASHOMON_JOB=${jobFolderOf(fleet)}/job.json`],
        ...["-e", `RASHOMON_GENERATORS=${generators}`, "--out", samples],
      ],
      runner: runnerOf(fleet),
    },
  };
  const problem = testRunProblem(manifest);
  if (problem !== undefined) throw new RangeError(problem);
  return manifest;
}

const jobFolderOf = ({ jobIn = "secret" }: Fleet) =>
  jobIn === "secret" ? jobFolder : resultFolder;

function runnerOf({ name, image = k6Image, jobIn = "secret" }: Fleet): TestRun["spec"]["runner"] {
  const { job, results } = namesOf(name);
  const secret = jobIn === "secret";
  return {
    image,
    env: [{ name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
    // k6 is no superuser in its image, and could not write into a volume of root's.
    securityContext: { fsGroup: k6Group },
    volumes: [
      ...(secret ? [{ name: "job", secret: { secretName: job } }] : []),
      { name: "results", persistentVolumeClaim: { claimName: results } },
    ],
    volumeMounts: [
      ...(secret ? [{ name: "job", mountPath: jobFolder, readOnly: true }] : []),
      { name: "results", mountPath: resultFolder },
    ],
  };
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

/** What else to do, for people: commands, and in brackets what has no command of its own. */
export function stepsOf(
  { name, namespace, generators, jobIn = "secret" }: Fleet,
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
    ...(jobIn === "secret"
      ? [`kubectl create secret generic ${job}${at} --from-file job.json=${jobFile}`]
      : []),
    `(make the PersistentVolumeClaim ${results}${at} with access mode ReadWriteMany)`,
    ...(jobIn === "volume"
      ? [
          `(copy ${jobFile} onto it as job.json: a Secret holds no more than ${secretBytesMax} bytes)`,
        ]
      : []),
    `kubectl apply${at} -f ${manifestPath}`,
    `(have ${generators} nodes: each runner gets one of its own, and waits until it has)`,
    `kubectl wait${at} testrun/${name} --for=jsonpath='{.status.stage}'=finished --timeout=24h`,
    `(copy samples-*.ndjson from the volume)`,
    `rashomon load merge --job ${jobFile} --generators ${generators} samples-*.ndjson`,
  ];
}
