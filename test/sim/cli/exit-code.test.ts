// The table of exit codes.
import { expect, test } from "vitest";
import { exitCode, exitCodeHelp } from "../../../sim/cli/exit-code.ts";

test("the codes are 0 to 4, and the help names each", () => {
  expect(Object.values(exitCode)).toEqual([0, 1, 2, 3, 4]);
  for (const code of Object.values(exitCode)) expect(exitCodeHelp).toContain(`${code} `);
});
