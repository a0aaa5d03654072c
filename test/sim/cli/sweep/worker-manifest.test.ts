import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { call, temporaryFolder } from "../call.ts";

const manifest = (...words: string[]) => call(["worker", "manifest", ...words]);

test("manifest and Dockerfile are written, and the way on is said", async () => {
  const folder = temporaryFolder();
  const { code, out } = await manifest("--workers", "8", "--namespace", "sweeps", "-o", folder);
  expect(code).toBe(0);
  const job = JSON.parse(readFileSync(join(folder, "job.json"), "utf8")) as object;
  expect(job).toMatchObject({ kind: "Job", spec: { parallelism: 8 } });
  expect(readFileSync(join(folder, "Dockerfile"), "utf8")).toContain("FROM node:");
  expect(out).toContain("kubectl create secret generic rashomon-workers-queue -n sweeps");
  expect(out).toContain(`kubectl apply -n sweeps -f ${join(folder, "job.json")}`);
});

test.each([
  [["--name", "Night Shift"], "Kubernetes would not take"],
  [["--image", ""], 'Kubernetes would not take "" as --image'],
  [["--image", "a b"], "such as registry.test/rashomon:1"],
  [["--kind", "pod"], "Give one of: job, deployment."],
  [["--workers", "0"], "Give a whole number from 1 to 10000."],
])("%j is refused, and nothing is written", async (words, said) => {
  const folder = join(temporaryFolder(), "none");
  const { code, err } = await manifest(...words, "-o", folder);
  expect(code).toBe(2);
  expect(err).toContain(said);
  expect(() => readFileSync(folder)).toThrow("ENOENT");
});
