import { describe, expect, test } from "vitest";
import { stepsOf, testRunOf, testRunProblem } from "../../../loadtest/fleet/test-run.ts";

const fleet = { name: "spring-load", namespace: "load", generators: 8 };

describe("a TestRun of the k6-operator", () => {
  test("holds what the operator's resource needs, and no secret", () => {
    const manifest = testRunOf(fleet);
    expect(testRunProblem(manifest)).toBeUndefined();
    expect(manifest).toMatchObject({
      apiVersion: "k6.io/v1alpha1",
      kind: "TestRun",
      metadata: { name: "spring-load", namespace: "load" },
      spec: { parallelism: 8, script: { configMap: { name: "spring-load-script" } } },
    });
    // Segments are the operator's business: told twice, k6 would refuse them.
    expect(JSON.stringify(manifest)).not.toContain("execution-segment");
    // Each of them watches itself.
    expect(manifest.spec.args).toContain("RASHOMON_GENERATORS=8");
    const volumes = manifest.spec.runner!.volumes!.map(({ name }) => name);
    expect(manifest.spec.runner!.volumeMounts!.map(({ name }) => name)).toEqual(volumes);
  });

  test("lets k6, which is no superuser, write into the volume", () => {
    expect(testRunOf(fleet).spec.runner!.securityContext).toEqual({ fsGroup: 12_345 });
  });

  test("takes a job that is too large for a Secret from the volume", () => {
    const large = { ...fleet, jobIn: "volume" } as const;
    const manifest = testRunOf(large);
    expect(manifest.spec.args).toContain("RASHOMON_JOB=/results/job.json");
    expect(manifest.spec.runner!.volumes!.map(({ name }) => name)).toEqual(["results"]);
    const files = { jobFile: "job.json", scriptPath: "s.js", manifestPath: "m.json" };
    expect(stepsOf(large, files).join("\n")).not.toContain("secret generic");
    expect(stepsOf(large, files).join("\n")).toContain("copy job.json onto it");
  });

  test("is refused where the operator would refuse it", () => {
    const spoil = (change: (manifest: Record<string, never>) => void) => {
      const manifest = structuredClone(testRunOf(fleet)) as unknown as Record<string, never>;
      change(manifest);
      return testRunProblem(manifest);
    };
    expect(spoil(({ spec }) => delete (spec as Record<string, unknown>)["parallelism"])).toContain(
      "parallelism",
    );
    expect(spoil(({ spec }) => Object.assign(spec, { paralellism: 3 }))).toContain("spec");
    expect(spoil((manifest) => Object.assign(manifest, { kind: "K6" }))).toContain("kind");
    expect(spoil(({ spec }) => Object.assign(spec, { cleanup: "always" }))).toContain("cleanup");
    expect(spoil(({ spec }) => Object.assign(spec, { args: "--out json" }))).toContain("args");
    expect(() => testRunOf({ ...fleet, name: "Spring Load" })).toThrow("metadata.name");
    // Its service would be called so, and Kubernetes wants a letter first and 63 signs at most.
    for (const name of ["9lives", "a".repeat(51)]) {
      expect(() => testRunOf({ ...fleet, name })).toThrow("metadata.name");
    }
    expect(testRunProblem(testRunOf({ ...fleet, name: "a".repeat(50) }))).toBeUndefined();
    expect(() => testRunOf({ ...fleet, generators: 0 })).toThrow("parallelism");
  });

  test("says what else to do, from the script to the merged result", () => {
    const steps = stepsOf(fleet, {
      jobFile: "job.json",
      scriptPath: "s.js",
      manifestPath: "m.json",
    });
    expect(steps.join("\n")).toMatch(
      /configmap[^]*secret[^]*spring-load-results[^]*-f m.json[^]*load merge --job job.json --generators 8/,
    );
  });
});
