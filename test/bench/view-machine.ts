// How busy the machine is beside a benchmark of the page, and how the browser comes before that work.
import { execFile } from "node:child_process";
import { availableParallelism, cpus } from "node:os";
import { promisify } from "node:util";
import type { Browser } from "playwright-core";

/** Prepares a browser whose pages are open for being measured. */
export type Ahead = (browser: Browser) => Promise<void>;

/**
 * One line on the machine's processors and what else they do, measured for a second.
 * @param ahead true where the browser comes before that work
 */
export async function machineLine(ahead: boolean): Promise<string> {
  const before = cpuTimes();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const after = cpuTimes();
  const share = 1 - (after.idle - before.idle) / Math.max(1, after.all - before.all);
  const count = availableParallelism();
  const busy = (share * count).toFixed(1);
  const busyAdvice = share > 0.3 ? ": figures in milliseconds will suffer (see --ahead)" : "";
  const advice = ahead ? "; all but the first picture runs ahead of it" : busyAdvice;
  return `Machine: ${count} processors, ${busy} of them busy with other work${advice}`;
}

function cpuTimes(): { idle: number; all: number } {
  let [idle, all] = [0, 0];
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return { idle, all };
}

/** Gives all threads of a browser real-time priority. Throws where the system does not allow it. */
export const aheadOfOthers: Ahead = async (browser) => {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  for (const { id } of processInfo) {
    await promisify(execFile)("chrt", ["--all-tasks", "--rr", "--pid", "1", String(id)]);
  }
};
