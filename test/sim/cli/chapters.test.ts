import { expect, test } from "vitest";
import { commands } from "../../../sim/cli/chapters.ts";

test("commands have different names and a summary", () => {
  expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
  for (const { summary } of commands) expect(summary.length).toBeGreaterThan(10);
});
