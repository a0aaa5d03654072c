// Which step of which resolution put a slot back, told of kept failures; without the resolution, nothing.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { viewTrace } from "../../../../sim/check/index.ts";
import { resetCause } from "../../../../sim/check/known/reset-cause.ts";
import { firstReset } from "../../../../sim/check/no-state-reset.ts";
import { run } from "../../../../sim/run/index.ts";
import { hiddenLevels } from "../trace-builder.ts";

const folder = new URL("../../../../scenarios/regressions/", import.meta.url);
const recordsOf = (name: string) => {
  const { plan } = JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
  return run(plan).records;
};
const causeIn = (records: ReturnType<typeof recordsOf>) => {
  const view = viewTrace(records);
  const way = firstReset(view);
  return way === undefined ? "no reset" : resetCause(view, way);
};

test.each([
  ["old-join-rule-comes-back", "older-power-event"],
  ["old-topic-comes-back", "older-event"],
  ["topic-lost-by-kick", "refused"],
  ["least-deep-levels-win", "least-deep"],
])("%s: %s", (name, cause) => {
  const records = recordsOf(name);
  expect(causeIn(records)).toBe(cause);
  expect(causeIn(records.filter(({ kind }) => kind !== "resolve"))).toBeUndefined();
});

test("the resolution is done again by what the server had: redacted levels refuse nothing", () => {
  const records = hiddenLevels("whole").trace.trace();
  // Who resolved by levels that it never got did what no resolution of its own does.
  expect(causeIn(records)).toBeUndefined();
});
