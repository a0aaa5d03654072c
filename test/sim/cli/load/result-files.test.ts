import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { resultFiles } from "../../../../sim/cli/load/result-files.ts";
import { temporaryFolder } from "../call.ts";

test("a folder stands for every report.json in and below it, by name", () => {
  const folder = temporaryFolder();
  for (const [below, file] of [
    ["b", "report.json"],
    ["a/deep", "report.json"],
    ["a", "other-report.json"],
    [".", "report.json"],
  ]) {
    mkdirSync(join(folder, below), { recursive: true });
    writeFileSync(join(folder, below, file), "{}");
  }
  const found = ["a/deep/report.json", "b/report.json", "report.json"];
  expect(resultFiles(folder)).toEqual(found.map((path) => join(folder, path)));
  expect(resultFiles(join(folder, "a/other-report.json"))).toHaveLength(1);
});

test("nothing there, or nothing in it, is said with what to name instead", () => {
  const folder = temporaryFolder();
  expect(() => resultFiles(folder)).toThrow("there is no report.json in this folder");
  expect(() => resultFiles(join(folder, "nowhere"))).toThrow("there is no such file");
});
