import { expect, test } from "vitest";
import { compareRuns, comparisonText } from "../../../viz/compare/runs.ts";
import { scenarioModel } from "../scenario-models.ts";

const a = scenarioModel("netsplit-ban");
const b = scenarioModel("netsplit-ban", "2");

test("a run is the same as itself", () => {
  const found = compareRuns(a, scenarioModel("netsplit-ban"));
  expect(found).toMatchObject({ first: undefined, onlyA: [], onlyB: [], checks: [], endings: [] });
  expect(found.common).toBe(a.events.length);
  expect(comparisonText(a, a, { a: "x", b: "y" })).toContain("Both did the same");
});

test("two seeds part at the first delay that differs, and events are found again by their place", () => {
  const { first, onlyA, onlyB, otherwise } = compareRuns(a, b);
  expect(first?.atMs).toBeLessThan(10_000);
  expect(first?.a).not.toBe(first?.b);
  expect(onlyA.length).toBeGreaterThan(0);
  expect(otherwise.length).toBeLessThanOrEqual(Math.min(onlyA.length, onlyB.length));
  for (const { a: inA, b: inB } of otherwise) {
    expect(a.events[inA].server).toBe(b.events[inB].server);
    expect(a.events[inA].id).not.toBe(b.events[inB].id);
  }
});

test("the text names both runs, the instant and the endings", () => {
  const text = comparisonText(a, b, { a: "one.gz", b: "two.gz" });
  expect(text).toContain("A  one.gz: netsplit-ban, seed 1");
  expect(text).toMatch(/They part at 0:0\d\.\d{3}:/);
  expect(text).toMatch(/m\.room\.member @\w+:\w+\.test at alpha, bravo, charlie: A .+; B .+/);
});
