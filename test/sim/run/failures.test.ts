// Failures in words and by mechanism: what they share to be the same.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { viewTrace } from "../../../sim/check/index.ts";
import { checkOf, failuresOf, isSameFailure } from "../../../sim/run/failures.ts";
import { run } from "../../../sim/run/index.ts";
import { referee } from "../../reference/index.ts";
import { cast, runStory } from "./stories.ts";

const folder = new URL("../../../scenarios/regressions/", import.meta.url);
const kept = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));

test("a failure says what is broken, in the words of this run and of all, and the mechanism that is known", () => {
  const { plan, signature } = kept("topic-lost-by-kick");
  const result = run(plan, { referee });
  const failures = failuresOf(result);
  expect(failures.map((failure) => checkOf(failure.signature))).toEqual([
    "converges",
    "no-state-reset",
  ]);
  expect(failures[1]).toMatchObject({ signature, known: "refused" });
  expect(failures[1].detail).toContain("@");
  expect(failures[0]).not.toHaveProperty("known");
  expect(failuresOf(result, viewTrace(result.records))).toEqual(failures);
});

test("without the referee no mechanism is known, and where all is well there are no failures", () => {
  const failures = failuresOf(run(kept("topic-lost-by-kick").plan));
  expect(failures.map(({ known }) => known)).toEqual([undefined, undefined]);
  expect(failuresOf(runStory((stage) => void cast(stage)))).toEqual([]);
});

test("the same words by another mechanism, or by none that is known, are another failure", () => {
  const one = { signature: "converges: x", known: "refused" as const };
  expect(isSameFailure(one, { ...one })).toBe(true);
  expect(isSameFailure(one, { ...one, signature: "converges: y" })).toBe(false);
  expect(isSameFailure(one, { ...one, known: "older-event" })).toBe(false);
  expect(isSameFailure(one, { signature: one.signature })).toBe(false);
  expect(isSameFailure({ signature: "x" }, { signature: "x" })).toBe(true);
});
