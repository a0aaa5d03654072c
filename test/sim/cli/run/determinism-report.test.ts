import { expect, test } from "vitest";
import { determinismReport, determinismText } from "../../../../sim/cli/run/determinism-report.ts";
import type { Determinism } from "../../../../sim/run/index.ts";

const result = { records: [1, 2, 3], outcome: "held" } as unknown as Determinism["result"];

test("runs that are the same are said to be, and one run alone says nothing", () => {
  const same: Determinism = { result, hashes: ["a", "a"], difference: undefined };
  expect(determinismText(same)).toBe("✓ run twice: all 3 records are the same, trace hash a\n");
  expect(determinismReport(same)).toEqual({ deterministic: true, hashes: ["a", "a"] });
  expect(determinismText(undefined)).toBe("");
});

test("runs that are the same and end badly say why the exit code is not 0", () => {
  const textOf = (outcome: "broken" | "unsettled") =>
    determinismText({ result: { ...result, outcome }, hashes: ["a", "a"], difference: undefined });
  expect(textOf("broken")).toBe(
    "✓ run twice: all 3 records are the same, trace hash a; " +
      "both break the same checks, so the exit code is 1\n",
  );
  expect(textOf("unsettled")).toMatch(/are the same.*the exit code is 3\n$/);
});

test("where runs part, the record, both sides and the last draws are told", () => {
  const end = { kind: "end", atMs: 1, records: 2, hash: "a" } as const;
  const difference = {
    record: 2,
    records: [end, undefined],
    draws: [["dice (1)", "dice (2)"], []],
  } as const;
  const parted: Determinism = { result, hashes: ["a", "b"], difference };
  expect(determinismText(parted)).toBe(
    [
      "✗ run twice: the runs part at record 2 of the trace.",
      '  the first run, trace hash a: {"kind":"end","atMs":1,"records":2,"hash":"a"}',
      "    last draws before: dice (1), dice (2)",
      "  the second run, trace hash b: its trace has ended",
      "    last draws before: none",
      "  That is a bug of ours, please report it with plan.json.",
      "",
    ].join("\n"),
  );
  expect(determinismReport(parted)).toMatchObject({ deterministic: false, difference });
});
