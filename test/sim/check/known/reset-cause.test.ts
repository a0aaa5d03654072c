// Which step of which resolution put a slot back, told of kept failures; without the resolution, nothing.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { viewTrace } from "../../../../sim/check/index.ts";
import { resetCause } from "../../../../sim/check/known/reset-cause.ts";
import { firstReset } from "../../../../sim/check/checks/no-state-reset.ts";
import { run, type Plan } from "../../../../sim/run/index.ts";
import type { TraceRecord } from "../../../../sim/trace/records.ts";
import { hiddenLevels } from "../trace-builder.ts";

const folder = new URL("../../../../scenarios/regressions/", import.meta.url);
const planOf = (name: string): Plan =>
  JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8")).plan;
const recordsOf = (name: string) => run(planOf(name)).records;
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
  ["refused-on-the-way", "refused"],
  ["refused-in-place-of-another", "refused"],
])("%s: %s", (name, cause) => {
  const records = recordsOf(name);
  expect(causeIn(records)).toBe(cause);
  expect(causeIn(records.filter(({ kind }) => kind !== "resolve"))).toBeUndefined();
});

// What was lost on the way to the last merge is told by the resolution that lost it, and by no other.
test.each(["refused-on-the-way", "refused-in-place-of-another"])("%s: step by step", (name) => {
  const records = recordsOf(name);
  const { current } = firstReset(viewTrace(records))!;
  const isLast = (record: TraceRecord) =>
    record.kind === "resolve" && record.atMs === current.atMs && record.why === "current";
  // Without the merges before single events nothing says where the event was lost.
  expect(
    causeIn(records.filter((record) => record.kind !== "resolve" || isLast(record))),
  ).toBeUndefined();
  // What another server merged does not count.
  const others = records.map((record) =>
    record.kind === "resolve" && record.server === current.server && !isLast(record)
      ? { ...record, server: (current.server + 1) % 3 }
      : record,
  );
  expect(causeIn(others)).toBeUndefined();
});

test.each([
  ["refused-on-the-way", "@dave:hs3", "join-rule"],
  ["refused-in-place-of-another", "@bob:hs2", "unban"],
])("%s: without what refuses there is no reset", (name, user, kind) => {
  const plan = planOf(name);
  const refusing = plan.steps.findIndex(
    (step) => "action" in step && step.user === user && step.action.kind === kind,
  );
  expect(refusing).toBeGreaterThanOrEqual(0);
  const { records } = run({ ...plan, steps: plan.steps.toSpliced(refusing, 1) });
  expect(causeIn(records)).toBe("no reset");
});

test("the resolution is done again by what the server had: redacted levels refuse nothing", () => {
  const records = hiddenLevels("whole").trace.trace();
  // Who resolved by levels that it never got did what no resolution of its own does.
  expect(causeIn(records)).toBeUndefined();
});
