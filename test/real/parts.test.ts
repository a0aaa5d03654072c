// What `npm run setup:real` installed runs, and is what the other tests of this folder count on.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { k6Path, postgresPrograms, synapsePython } from "../../sim/bridge/real-parts.ts";

test("k6 is there in the version that the scripts are written for", () => {
  expect(execFileSync(k6Path(), ["version"], { encoding: "utf8" })).toContain("k6 v2.2.0");
});

test("Synapse is there in the version whose behaviour the tests expect", () => {
  const ask = "import importlib.metadata as m; print(m.version('matrix-synapse'))";
  const answer = execFileSync(synapsePython(), ["-c", ask], { encoding: "utf8" });
  expect(answer.trim()).toBe("1.163.2");
});

test("PostgreSQL is there, in a version that Synapse takes", () => {
  const program = join(postgresPrograms(), "postgres");
  const [, version] =
    / (\d+)/.exec(execFileSync(program, ["--version"], { encoding: "utf8" })) ?? [];
  expect(Number(version)).toBeGreaterThanOrEqual(13);
});
