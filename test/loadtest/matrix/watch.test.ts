import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watch, watchEveryMs } from "../../../loadtest/matrix/watch.ts";

let nowMs = 0;
/** By how much the next sleep is longer than it was meant to be. */
let delaysMs: number[] = [];
vi.mock("k6", () => ({
  sleep: (seconds: number) => void (nowMs += seconds * 1000 + (delaysMs.shift() ?? 0)),
}));
beforeEach(() => {
  nowMs = 1_000;
  vi.spyOn(Date, "now").mockImplementation(() => nowMs);
});
afterEach(() => void vi.restoreAllMocks());

const lateness = () => {
  const late: number[] = [];
  watch({ fromMs: 1_200, untilMs: 1_200 + 6 * watchEveryMs }, (ms) => late.push(ms));
  return late;
};

test("a VU that is woken in time is never late", () => {
  expect(lateness()).toEqual([0, 0, 0, 0, 0, 0]);
});

test("one long delay counts for every look that it covers, as it would have hit requests", () => {
  delaysMs = [0, 240];
  expect(lateness()).toEqual([0, 240, 140, 40, 0, 0]);
});
