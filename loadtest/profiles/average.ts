// How does the server do on an ordinary day? One steady rate after a warm-up.
import { shapeOf, type Profile } from "./profile.ts";
import { usualThresholds } from "./usual-thresholds.ts";

export const average: Profile = {
  name: "average",
  about: "how is an ordinary day? one steady rate",
  rate: 2,
  durationMs: 300_000,
  users: 50,
  shape: (rate, durationMs) =>
    shapeOf(
      [
        { name: "warm-up", length: 1, from: 0, to: 1, measured: false },
        { name: "steady", length: 9, from: 1 },
      ],
      rate,
      durationMs,
    ),
  drainMs: 30_000,
  thresholds: usualThresholds,
};
