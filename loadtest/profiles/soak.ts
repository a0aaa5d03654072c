// Does it last? Less than an ordinary day's rate, for long: leaks and growing tables show.
import { shapeOf, type Profile } from "./profile.ts";
import { usualThresholds } from "./usual-thresholds.ts";

export const soak: Profile = {
  name: "soak",
  about: "does it last? 0.8 times the rate for hours; leaks and growing tables show",
  rate: 2,
  durationMs: 4 * 3_600_000,
  users: 50,
  shape: (rate, durationMs) =>
    shapeOf(
      [
        { name: "warm-up", length: 1, from: 0, to: 0.8, measured: false },
        ...["first", "second", "third", "last"].map((name) => {
          return { name: `${name} quarter`, length: 12, from: 0.8 };
        }),
      ],
      rate,
      durationMs,
    ),
  drainMs: 30_000,
  thresholds: usualThresholds,
};
