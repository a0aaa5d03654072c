import { existsSync, readFileSync, writeFileSync } from "node:fs";
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
  const folder = join(temporaryFolder(), "none");
  const refused = async (...words: string[]) => {
    const { code, err } = await call(["load", "manifest", ...words, "--out", folder]);
    expect([code, existsSync(folder)]).toEqual([2, false]);
    return err;
  };
  expect(await refused("--name", "My Load")).toContain("metadata.name");
  for (const image of ["", "a b"])
    expect(await refused("--image", image)).toContain("Give --image as it is pulled");
});

test("looks at the job: what is none, what is too large for a Secret, what a pod cannot reach", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "job.json");
  const manifest = (text?: string) => {
    if (text !== undefined) writeFileSync(file, text);
    return call(["load", "manifest", "--job", file, "--out", join(folder, "fleet")]);
  };
  expect((await manifest()).out).toContain("job.json is not there yet");
  for (const text of ["{}", "null", '{"plan":{"shape":[]},"stage":{"users":[]}}'])
    expect(await manifest(text)).toMatchObject({ code: 2, err: expect.stringContaining("no job") });
  const jobOf = (target: string, length: number) => {
    return JSON.stringify({
      plan: { shape: [] },
      stage: { target, users: [], x: "x".repeat(length) },
    });
  };
  const small = await manifest(jobOf("http://127.0.0.1:8008", 10));
  expect(small.out).toContain("in a pod that is the pod itself");
  expect(small.out).toContain("secret generic");
  const large = await manifest(jobOf("https://hs.test", 2 ** 20));
  expect(large.out).not.toContain("!");
  expect(large.out).toContain("copy");
  expect(large.out).not.toContain("secret generic");
});
