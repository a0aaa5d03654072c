import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { workerFile } from "../../../sim/cli/worker-file.ts";

test("in a checkout workers run from their sources", () => {
  for (const name of ["shrink/plan-worker", "sweep/sweep-worker", "sweep/guidance-worker"]) {
    expect(workerFile(name)).toMatch(new RegExp(`sim/cli/${name}\\.ts$`));
    expect(existsSync(workerFile(name))).toBe(true);
  }
});
