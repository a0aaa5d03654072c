// The workers of a queue as a resource of Kubernetes: an Indexed Job, whose workers end when the queue
// is empty, or a Deployment, whose workers wait for more. Pure; its types and the schema that the tests
// hold it against are those of Kubernetes.
import type { IDeployment } from "kubernetes-models/apps/v1/Deployment";
import type { IJob } from "kubernetes-models/batch/v1/Job";
import type { IPodFailurePolicyRule } from "kubernetes-models/batch/v1/PodFailurePolicyRule";
import type { IPodTemplateSpec } from "kubernetes-models/v1/PodTemplateSpec";
import { exitCode } from "../../exit-code.ts";

/** Which resource the workers are. */
export const manifestKinds = ["job", "deployment"] as const;

export interface WorkerFleet {
  readonly kind: (typeof manifestKinds)[number];
  /** Of the resource; also the stem of the secret's name. */
  readonly name: string;
  readonly namespace?: string;
  readonly workers: number;
  /** Threads of a worker, and the processors that it asks for. */
  readonly jobs: number;
  readonly image: string;
}

/** The secret that holds the queue's address, under the key `url`. */
export function secretOf({ name }: WorkerFleet): string {
  return `${name}-queue`;
}

/** What `kubectl apply` takes. */
export function manifestOf(fleet: WorkerFleet): IJob | IDeployment {
  const { name, namespace, workers } = fleet;
  const labels = { "app.kubernetes.io/name": "rashomon", "app.kubernetes.io/instance": name };
  const metadata = { name, ...(namespace !== undefined && { namespace }), labels };
  if (fleet.kind === "deployment") {
    return {
      ...{ apiVersion: "apps/v1", kind: "Deployment", metadata },
      spec: {
        replicas: workers,
        selector: { matchLabels: labels },
        template: podOf(fleet, labels),
      },
    };
  }
  return {
    ...{ apiVersion: "batch/v1", kind: "Job", metadata },
    spec: {
      ...{ completions: workers, parallelism: workers, completionMode: "Indexed" },
      // A seed's results are written once whoever runs it, so a worker may be started again.
      backoffLimitPerIndex: 3,
      podFailurePolicy: { rules: [whereTryingAgainIsVain] },
      template: podOf(fleet, labels),
    },
  };
}

/** A queue of another version, or a wrong address: the next worker would say the same. */
const whereTryingAgainIsVain: IPodFailurePolicyRule = {
  action: "FailJob",
  onExitCodes: { operator: "In", values: [exitCode.usage] },
};

function podOf(fleet: WorkerFleet, labels: Record<string, string>): IPodTemplateSpec {
  const { kind, jobs, image } = fleet;
  // Kubernetes puts the variable in for $(RASHOMON_QUEUE), so that the address stays in the secret.
  const args = ["worker", "--queue", "$(RASHOMON_QUEUE)", "--jobs", String(jobs)];
  const secretKeyRef = { name: secretOf(fleet), key: "url" };
  return {
    metadata: { labels },
    spec: {
      restartPolicy: kind === "job" ? "Never" : "Always",
      automountServiceAccountToken: false,
      containers: [
        {
          ...{ name: "worker", image, command: ["rashomon"] },
          args: kind === "job" ? [...args, "--until-empty"] : args,
          env: [{ name: "RASHOMON_QUEUE", valueFrom: { secretKeyRef } }],
          resources: { requests: { cpu: String(jobs), memory: `${jobs * memoryMb}Mi` } },
          securityContext: { runAsNonRoot: true, allowPrivilegeEscalation: false },
        },
      ],
    },
  };
}

/** Megabytes a thread of a worker needs, with room to spare. */
const memoryMb = 512;

/** An image for the workers, since none is published: the packed program on Node. */
export function dockerfileOf(version: string): string {
  return [
    "# Build beside the package: npm pack && docker build -t IMAGE .",
    "FROM node:24-slim",
    `COPY rashomon-${version}.tgz /tmp/rashomon.tgz`,
    "RUN npm install --global /tmp/rashomon.tgz && rm /tmp/rashomon.tgz",
    "USER 1000",
    'ENTRYPOINT ["rashomon"]',
    "",
  ].join("\n");
}
