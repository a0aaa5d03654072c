// Does the server survive a crowd, and how long does it take to come back? Ten times the rate at once.
import { shapeOf, type Profile } from "./profile.ts";

export const spike: Profile = {
  name: "spike",
  about: "does it survive a crowd and come back? ten times the rate, at once",
  rate: 1,
  durationMs: 180_000,
  users: 100,
  shape: (rate, durationMs) =>
    shapeOf(
      [
        { name: "before", length: 3, from: 1 },
        { name: "spike", length: 2, from: 10 },
        { name: "recovery", length: 4, from: 1 },
      ],
      rate,
      durationMs,
    ),
  drainMs: 30_000,
  // In the spike people wait; nothing may fail, and nothing may be lost.
  thresholds: "errors<1%, dropped<1, lag.p95<10s",
};
