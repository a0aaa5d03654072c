import { expect, test } from "vitest";
import { planOf, tell } from "./told.ts";

test("one second of errors costs ten minutes, or nothing once the other speaks", () => {
  const { result, arrivals } = tell(planOf("one-error-outage"));
  const words = result.records
    .filter((record) => record.kind === "event" && record.server === 0)
    .slice(-5);
  const late = words.map((record) => {
    const { index, atMs } = record as { index: number; atMs: number };
    const there = arrivals.find(({ event, server }) => event === index && server === 1);
    return Math.round(((there?.atMs ?? Infinity) - atMs) / 60_000);
  });
  // Said at 0:10, 1:00 and 5:00 into the wait; then one that waits for Bob; then none.
  expect(late).toEqual([10, 9, 5, 1, 0]);
});

test("without the errors nobody waits", () => {
  const plan = planOf("one-error-outage");
  const { result } = tell({ ...plan, steps: plan.steps.filter((step) => !("rule" in step)) });
  expect(result.endMs).toBeLessThan(23 * 60_000);
});
