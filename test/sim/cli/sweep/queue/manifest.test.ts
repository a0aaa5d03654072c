// The manifests by the schemas of Kubernetes itself, as its OpenAPI description has them.
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { Job } from "kubernetes-models/batch/v1/Job";
import { describe, expect, test } from "vitest";
import {
  dockerfileOf,
  manifestOf,
  type WorkerFleet,
} from "../../../../../sim/cli/sweep/queue/manifest.ts";

const fleet: WorkerFleet = {
  ...{ kind: "job", name: "night", namespace: "sweeps", workers: 5, jobs: 2 },
  image: "registry.test/rashomon:1",
};

describe("Kubernetes takes", () => {
  test("a Job with an index for each worker, which end when nothing is left", () => {
    const job = new Job(manifestOf(fleet) as ConstructorParameters<typeof Job>[0]);
    job.validate();
    expect(job.spec).toMatchObject({ completions: 5, parallelism: 5, completionMode: "Indexed" });
    // Indices and failure policies are refused where pods are started again in place.
    expect(job.spec?.template.spec?.restartPolicy).toBe("Never");
    expect(job.spec?.template.spec?.containers[0].args).toContain("--until-empty");
  });

  test("a Deployment whose workers wait for more", () => {
    const made = manifestOf({ ...fleet, kind: "deployment" });
    const { spec } = made as ConstructorParameters<typeof Deployment>[0] & object;
    new Deployment(made as ConstructorParameters<typeof Deployment>[0]).validate();
    expect(spec?.selector.matchLabels).toEqual(spec?.template.metadata?.labels);
    expect(spec?.template.spec?.containers[0].args).not.toContain("--until-empty");
  });

  test("nothing that has no workers", () => {
    const wrong = manifestOf({ ...fleet, workers: 1.5 });
    expect(() => new Job(wrong as ConstructorParameters<typeof Job>[0]).validate()).toThrow(
      "must be integer",
    );
  });
});

test("the queue's address is in the secret alone", () => {
  const [container] = manifestOf(fleet).spec?.template.spec?.containers ?? [];
  expect(container.args).toContain("$(RASHOMON_QUEUE)");
  expect(container.env).toEqual([
    { name: "RASHOMON_QUEUE", valueFrom: { secretKeyRef: { name: "night-queue", key: "url" } } },
  ]);
});

test("the image holds the package of this version", () => {
  expect(dockerfileOf("1.2.3")).toContain("COPY rashomon-1.2.3.tgz ");
});
