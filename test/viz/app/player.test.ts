// The first speed plays a whole run in some twenty seconds.
import { expect, test } from "vitest";
import { fittingSpeed, speeds } from "../../../viz/app/player.ts";

test("a run of any common length takes between 8 and 45 seconds", () => {
  for (const endMs of [3_000, 10_000, 60_000, 300_000, 3_600_000, 20_000_000]) {
    const seconds = endMs / fittingSpeed(endMs) / 1000;
    expect(seconds).toBeGreaterThanOrEqual(8);
    expect(seconds).toBeLessThanOrEqual(45);
  }
  expect(fittingSpeed(0)).toBe(speeds[0]);
  expect(fittingSpeed(1e15)).toBe(speeds.at(-1));
});
