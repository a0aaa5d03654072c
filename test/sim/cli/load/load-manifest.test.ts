import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testRunProblem } from "../../../../loadtest/fleet/test-run.ts";
import { call, temporaryFolder } from "../call.ts";

test("writes a manifest that the schema holds, and a script that imports k6 alone", async () => {
  const folder = temporaryFolder();
  const { code, out } = await call(["load", "manifest", "--generators", "8", "--out", folder]);
  expect(code).toBe(0);
  expect(out).toContain("kubectl create secret generic rashomon-job");
  const manifest: unknown = JSON.parse(readFileSync(join(folder, "testrun.json"), "utf8"));
  expect(testRunProblem(manifest)).toBeUndefined();
  expect(manifest).toHaveProperty("spec.parallelism", 8);
  const script = readFileSync(join(folder, "loadtest.js"), "utf8");
  const imports = [...script.matchAll(/^import .* from "([^"]+)"/gm)].map(([, from]) => from);
  expect(imports.length).toBeGreaterThan(2);
  for (const from of imports) expect(from).toMatch(/^k6(\/|$)/);
  // A ConfigMap holds a mebibyte.
  expect(script.length).toBeLessThan(2 ** 20);
});

test("names that Kubernetes would not take are refused", async () => {
  const { code, err } = await call([
    "load",
    "manifest",
    "--name",
    "My Load",
    "--out",
    temporaryFolder(),
  ]);
  expect(code).toBe(2);
  expect(err).toContain("metadata.name");
});
