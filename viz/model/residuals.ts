// What one column says of another need not be written twice: an event stands on events right before
// it, arrives soon after it was made, changes no state mostly, and who makes it is the one who has
// it by way of its own. Such columns are packed as what is left when that is taken off: small
// numbers, which a compressor makes little of.
import type { Columns, Numbers } from "./table.ts";

/** Columns that are packed as differences from what others say. */
export const residualNames: readonly string[] = [
  "arrivals.atMs",
  "arrivals.after",
  "arrivals.via",
  "events.prev",
];

/** True where the columns can be taken off each other and put back without loss. */
export function hasResiduals(columns: Columns): boolean {
  const { length } = columns["arrivals.server"] ?? [];
  const starts = columns["arrivals.at"];
  if (length === 0 || length === undefined || starts === undefined) return false;
  const times = columns["arrivals.atMs"];
  const made = columns["events.atMs"];
  return (
    eachEntry(starts, (event, entry) => isSmallWhole(times[entry] - made[event])) &&
    made.every((atMs: number) => Number.isSafeInteger(atMs))
  );
}

/** The columns with residuals in the place of those that are named above. */
export function toResiduals(columns: Columns): Columns {
  return { ...columns, ...changed(columns, -1) };
}

/** The columns again. */
export function fromResiduals(columns: Columns): Columns {
  return { ...columns, ...changed(columns, 1) };
}

function changed(columns: Columns, sign: 1 | -1): Columns {
  const starts = columns["arrivals.at"];
  const [made, maker] = [columns["events.atMs"], columns["events.server"]];
  const [server, before] = [columns["arrivals.server"], columns["arrivals.before"]];
  const [times, after] = [columns["arrivals.atMs"], columns["arrivals.after"]];
  const via = columns["arrivals.via"];
  const nextTimes = new Float64Array(times.length);
  const nextAfter = new Int32Array(after.length);
  const nextVia = new Uint8Array(via.length);
  eachEntry(starts, (event, entry) => {
    nextTimes[entry] = times[entry] + sign * made[event];
    nextAfter[entry] = after[entry] + sign * before[entry];
    // 0 is `own`, 1 is `send`: what is expected becomes 0 either way.
    nextVia[entry] = via[entry] ^ Number(server[entry] !== maker[event]);
    return true;
  });
  const prev = new Int32Array(columns["events.prev"].length);
  eachEntry(columns["events.prev.at"], (event, entry) => {
    prev[entry] = event - columns["events.prev"][entry];
    return true;
  });
  return {
    ...{ "arrivals.atMs": nextTimes, "arrivals.after": nextAfter, "arrivals.via": nextVia },
    "events.prev": prev,
  };
}

/** Visits every arrival with its event, until one is not what it should be. */
function eachEntry(starts: Numbers, visit: (event: number, entry: number) => boolean): boolean {
  for (let event = 0; event + 1 < starts.length; event++) {
    for (let entry = starts[event]; entry < starts[event + 1]; entry++) {
      if (!visit(event, entry)) return false;
    }
  }
  return true;
}

function isSmallWhole(number: number): boolean {
  return Number.isInteger(number) && Math.abs(number) < 2 ** 30 && !Object.is(number, -0);
}
