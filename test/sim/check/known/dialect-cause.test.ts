// Servers part by dialects where one of them resolved what comes out otherwise by another's.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { mixedDialects } from "../../../../scenarios/mixed-dialects.ts";
import { viewTrace } from "../../../../sim/check/index.ts";
import { partedByDialects } from "../../../../sim/check/known/dialect-cause.ts";
import { generate, run, type Plan } from "../../../../sim/run/index.ts";

const plan = generate(mixedDialects, { seed: "1" });
const told = (change: (row: Plan["servers"][number]) => Plan["servers"][number] = (row) => row) => {
  const { records, verdicts } = run({ ...plan, servers: plan.servers.map(change) });
  const verdict = verdicts.find(({ check }) => check === "converges")!;
  return { view: viewTrace(records), verdict };
};

test("it is so in the story that shows it, among servers that follow different ones", () => {
  const { view, verdict } = told();
  expect(verdict.result).toBe("broken");
  expect(partedByDialects(view, verdict)).toBe(true);
  expect(partedByDialects(view, { ...verdict, servers: [0, 1] })).toBe(false);
});

test("a resolution that comes out otherwise in slots by which nobody is parted does not count", () => {
  const { records, verdicts } = run(plan);
  const verdict = verdicts.find(({ check }) => check === "converges")!;
  const last = records.findLast((record) => record.kind === "current" && record.server === 0);
  // All hold what the first one holds, whatever they came to on the way.
  const alike = records.map((record) =>
    record.kind === "current" && last?.kind === "current"
      ? { ...record, state: last.state }
      : record,
  );
  expect(partedByDialects(viewTrace(records), verdict)).toBe(true);
  expect(partedByDialects(viewTrace(alike), verdict)).toBe(false);
});

test("dialects that come to the same end part nobody", () => {
  const { view, verdict } = told(
    (row) => ({ ...row, dialect: row.dialect && "ruma" }) as typeof row,
  );
  expect(verdict.result).toBe("held");
  expect(partedByDialects(view, { ...verdict, servers: [0, 2] })).toBe(false);
});

describe("one judged an event otherwise, in a kept failure", () => {
  const file = "../../../../scenarios/regressions/left-twice-by-one-dialect.json";
  const kept: Plan = JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")).plan;
  const { records, verdicts } = run(kept);
  const verdict = verdicts.find(({ check }) => check === "converges")!;

  test("the reading of the rules is what parts the servers, not a resolution", () => {
    const view = viewTrace(records.filter(({ kind }) => kind !== "resolve"));
    expect(verdict.result).toBe("broken");
    expect(partedByDialects(view, verdict)).toBe(true);
  });

  test("without the upgrade they agree", () => {
    const isUpgrade = (step: Plan["steps"][number]) =>
      "rule" in step && step.rule.name === "upgrade";
    const steps = kept.steps.filter((step) => !isUpgrade(step));
    expect(steps).toHaveLength(kept.steps.length - 1);
    const again = run({ ...kept, steps }).verdicts.find(({ check }) => check === "converges");
    expect(again?.result).toBe("held");
  });

  test("a verdict that both dialects find wrong is not told by them", () => {
    // The server goes on by a dialect that refuses the same as the text does.
    const other = records.map((record) =>
      record.kind === "fault" && record.dialect !== undefined
        ? { ...record, dialect: "synapse" }
        : record,
    );
    expect(partedByDialects(viewTrace(other), verdict)).toBe(false);
  });
});
