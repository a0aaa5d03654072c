// Does everything work at all? Every journey in turn, at a rate that troubles nobody.
import { journeyNames } from "../journeys/index.ts";
import { shapeOf, type Profile } from "./profile.ts";

export const smoke: Profile = {
  name: "smoke",
  about: "does everything work at all? every journey, few of them",
  rate: 1,
  durationMs: 40_000,
  users: 10,
  shape: (rate, durationMs) => shapeOf([{ name: "steady", length: 1, from: 1 }], rate, durationMs),
  // Typing and being away have a long tail.
  drainMs: 45_000,
  thresholds: "errors<1%, lag.p95<5s, dropped<1",
  inTurn: true,
  mix: Object.fromEntries(journeyNames.map((name) => [name, 1])),
};
