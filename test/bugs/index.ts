// All planted bugs. `npm run bugs` looks for them (main.ts) and prints what was found (table.ts):
//
//   planted-bug     what one is; in-resolver … in-backfill: the list, by area
//   plant           changes the source text while a worker thread loads it
//   hunting-ground  the random stories in which they are looked for
//   bug-worker      runs plans in a thread with a bug in it; hunt: finds one and makes it small
import { inAuth } from "./in-auth.ts";
import { inBackfill } from "./in-backfill.ts";
import { inJoin } from "./in-join.ts";
import { inReceive } from "./in-receive.ts";
import { inResolver } from "./in-resolver.ts";
import { inSend } from "./in-send.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** By area, in the order of a homeserver's work. */
export const plantedBugs: readonly PlantedBug[] = [
  ...inResolver,
  ...inAuth,
  ...inReceive,
  ...inSend,
  ...inJoin,
  ...inBackfill,
];
