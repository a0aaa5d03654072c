// `npm run bench`: how fast, and how near to a limit measured in the same run. Figures depend on
// the machine; the ratios are what counts. Nothing here is asserted.
import { bigRoom } from "./big-room.ts";
import { growth, growthToTheEnd } from "./growth.ts";
import { smallRuns } from "./small-runs.ts";
import { twoJobs } from "./two-jobs.ts";

const parts = {
  "big-room": bigRoom,
  "small-runs": smallRuns,
  "two-jobs": twoJobs,
  growth: () => growth(),
  "growth-to-the-end": growthToTheEnd,
} as const;
/** Take some minutes, so they are run by name only. */
const onRequest = ["growth", "growth-to-the-end"];

const wanted = process.argv.slice(2);
for (const [name, part] of Object.entries(parts)) {
  if (wanted.length > 0 ? !wanted.includes(name) : onRequest.includes(name)) continue;
  console.log(`\n# ${name}`);
  await part();
}
