// What a room costs in memory: a graph of a million events, read from JSON one by one, in a process of
// its own, whose peak counts.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const events = 1_000_000;
const limitMb = 2048;

/** Prints peak, time, and bytes for each event. */
export function memory(): void {
  const program = fileURLToPath(new URL("million.ts", import.meta.url));
  for (const version of ["11", "12"]) {
    const text = execFileSync(process.execPath, [program, version, String(events)], {
      encoding: "utf8",
    });
    const { peakMb, emptyMb, ms, resolveMs } = JSON.parse(text) as Record<string, number>;
    const each = Math.round(((peakMb - emptyMb) * 1024 * 1024) / events);
    const verdict = peakMb < limitMb ? "<" : "MISSED:";
    console.log(
      `  version ${version}: ${events.toLocaleString("en")} events in ${(ms / 1000).toFixed(1)} s, ` +
        `${peakMb} MB at the peak (${verdict} ${limitMb} MB), ${each} bytes an event; ` +
        `resolving its last two sides took ${resolveMs.toFixed(1)} ms`,
    );
  }
}
