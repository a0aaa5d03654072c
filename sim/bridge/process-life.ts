// Is that process still the one we started, and how is it ended? A number alone does not say: it may
// be given to another process. So the time of its start is kept beside it. Linux and macOS.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A process that can be told apart from a later one of the same number. */
export interface ProcessMark {
  readonly pid: number;
  readonly startedAt: string;
}

/** The mark of a running process, or undefined where there is none. */
export function markOf(pid: number): ProcessMark | undefined {
  const startedAt = startOf(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** True while the marked process runs. */
export function isAlive({ pid, startedAt }: ProcessMark): boolean {
  return startOf(pid) === startedAt;
}

/** Asks a process to end, and after `graceMs` kills it. Resolves when it is gone. */
export async function endProcess(
  mark: ProcessMark,
  { graceMs = 10_000, signal = "SIGTERM" }: { graceMs?: number; signal?: NodeJS.Signals } = {},
): Promise<void> {
  const send = (name: NodeJS.Signals) => {
    if (isAlive(mark)) process.kill(mark.pid, name);
  };
  send(signal);
  for (let waited = 0; isAlive(mark); waited += 20) {
    if (waited === graceMs - (graceMs % 20)) send("SIGKILL");
    if (waited > graceMs + 5_000) throw new Error(`process ${mark.pid} does not end`);
    await sleep(20);
  }
}

/** Something that two processes of one number do not share; undefined also for those that ended. */
function startOf(pid: number): string | undefined {
  try {
    if (process.platform === "linux") {
      // After the name in brackets, which may hold anything: the state, and 19 fields on the start.
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      return fields[0] === "Z" ? undefined : fields[19];
    }
    const asked = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
    return asked.trim() || undefined;
  } catch {
    return undefined;
  }
}
