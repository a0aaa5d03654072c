// What happens above the ordinary? Steps to four times the rate, each long enough to settle.
import { shapeOf, type Profile } from "./profile.ts";
import { usualThresholds } from "./usual-thresholds.ts";

export const stress: Profile = {
  name: "stress",
  about: "what happens above the ordinary? steps of 1, 2, 3 and 4 times the rate, then back",
  rate: 2,
  durationMs: 600_000,
  users: 100,
  shape: (rate, durationMs) =>
    shapeOf(
      [
        { name: "warm-up", length: 1, from: 0, to: 1, measured: false },
        { name: "1×", length: 2, from: 1 },
        { name: "2×", length: 2, from: 2 },
        { name: "3×", length: 2, from: 3 },
        { name: "4×", length: 2, from: 4 },
        { name: "back at 1×", length: 1, from: 1 },
      ],
      rate,
      durationMs,
    ),
  drainMs: 30_000,
  thresholds: usualThresholds,
};
