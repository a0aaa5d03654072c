// Every planted bug is found, as `npm run bugs -- --no-shrink` prints it. No part of its own is
// needed for this; it stands here because it takes half a minute.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

test("all planted bugs are found", () => {
  const main = join(import.meta.dirname, "../bugs/main.ts");
  const { stdout, stderr } = spawnSync(process.execPath, [main, "--no-shrink", "--json"], {
    ...{ encoding: "utf8", timeout: 1_490_000, maxBuffer: 1 << 26 },
  });
  expect(stderr).toBe("");
  const { bugs } = JSON.parse(stdout) as { bugs: { name: string; found: boolean }[] };
  expect(bugs.filter(({ found }) => !found).map(({ name }) => name)).toEqual([]);
  expect(bugs.length).toBeGreaterThanOrEqual(20);
}, 1_500_000);
