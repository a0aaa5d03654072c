import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { scriptPath, scriptText, writeScript } from "../../../loadtest/driver/k6-script.ts";

test("the script is one file that imports nothing but k6, and exports what k6 calls", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rashomon-script-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = await writeScript(folder);
  expect(path).toBe(join(folder, "loadtest.js"));
  const text = readFileSync(path, "utf8");
  const imported = [...text.matchAll(/^import .*from "(.*)";$/gm)].map(([, from]) => from);
  expect(imported).not.toEqual([]);
  expect(imported.filter((from) => from !== "k6" && !from.startsWith("k6/"))).toEqual([]);
  const exported = /^export \{([^}]*)\};/m
    .exec(text)?.[1]
    .split(",")
    .map((name) => name.trim());
  expect(exported?.sort()).toEqual(["act", "handleSummary", "hear", "look", "options", "setup"]);
});

test("a script that is one file already is taken as it is", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rashomon-script-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = await writeScript(folder);
  expect(await scriptText(path)).toBe(readFileSync(path, "utf8"));
  expect(scriptPath()).toMatch(/loadtest.main\.ts$/);
});
