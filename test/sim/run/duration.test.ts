// Lengths of time, read and shown.
import { expect, test } from "vitest";
import { durationMs, showMs } from "../../../sim/run/index.ts";

test.each([
  ["250ms", 250],
  ["0s", 0],
  ["1.5s", 1500],
  ["10m", 600_000],
  ["2h", 7_200_000],
  ["0.001s", 1],
  [1234, 1234],
])("%s is %i ms", (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

test.each(["", "5", "5 s", "-5s", "s", "1e3s", "5d", "1s 5ms"])(
  "%o is no duration, and the error says how to write one",
  (text) => {
    expect(() => durationMs(text)).toThrow(/no duration; write 250ms, 2s, 10m or 1h/);
  },
);

test.each([
  [0, "0 ms"],
  [999, "999 ms"],
  [1250, "1.250 s"],
  [59_999, "59.999 s"],
  [663_000, "11 min 3.0 s"],
  [7_260_000, "2 h 1 min"],
])("%i ms is shown as %s", (ms, text) => {
  expect(showMs(ms)).toBe(text);
});
