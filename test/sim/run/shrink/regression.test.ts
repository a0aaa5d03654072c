import { expect, test } from "vitest";
import { isRegression, regressionFormat } from "../../../../sim/run/shrink/regression.ts";

test("a kept failure is told from a plan and from anything else", () => {
  const kept = { format: regressionFormat, about: "x", signature: null, plan: {} };
  expect(isRegression(kept)).toBe(true);
  for (const other of [null, 7, "x", [], {}, { format: "rashomon-plan/1", plan: {} }]) {
    expect(isRegression(other)).toBe(false);
  }
});
