// Where does it break? Twenty steps up to twenty times the rate; the first broken threshold ends it.
// Each step is judged by itself. For a capacity with an interval use `rashomon capacity`.
import { shapeOf, type Part, type Profile } from "./profile.ts";
import { usualThresholds } from "./usual-thresholds.ts";

const steps = 20;

export const breakpoint: Profile = {
  name: "breakpoint",
  about: "where does it break? step by step up to 20 times the rate, until a threshold breaks",
  rate: 1,
  durationMs: 600_000,
  users: 100,
  shape: (rate, durationMs) => {
    const parts = Array.from({ length: steps }, (_unused, n): Part => {
      return { name: `${n + 1}×`, length: 1, from: n + 1 };
    });
    return shapeOf(parts, rate, durationMs);
  },
  drainMs: 20_000,
  thresholds: usualThresholds,
  endsWhenBroken: true,
};
