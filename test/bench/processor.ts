// Processor time, of this process, of those it has waited for, and of the whole machine. What others
// do meanwhile makes a clock on the wall run on, and is seen here.
import { readFileSync } from "node:fs";
import { cpus } from "node:os";

const ticksPerSecond = 100;

/** Processor time of this process so far, in ms. */
export function ownMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The same of its children that have ended; undefined where the system does not tell. */
export function childrenMs(): number | undefined {
  try {
    const stat = readFileSync("/proc/self/stat", "utf8");
    // The name of the program, in parentheses, may hold blanks; cutime and cstime are 14 fields on.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return ((Number(fields[13]) + Number(fields[14])) * 1000) / ticksPerSecond;
  } catch {
    return undefined;
  }
}

/** Processor time that the machine has spent on anything so far, in ms, over all its processors. */
export function machineMs(): number {
  return cpus().reduce(
    (sum, { times }) => sum + times.user + times.nice + times.sys + times.irq,
    0,
  );
}

/** The middle of some figures. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((x, y) => x - y);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
