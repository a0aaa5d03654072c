// How much faster two jobs are than one at small runs of a swarm: the command itself, with worker
// threads that warm up anew each time. Beside it the limit of the machine in the same minute: the same
// two sweeps as processes of their own, one after the other and at once.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../sim/cli/main.ts", import.meta.url));
const seeds = 300;

/** Prints the speed-up of two jobs, and what two processes reach. */
export async function twoJobs(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "rashomon-bench-"));
  let sweeps = 0;
  const sweep = (jobs: number, first: number, last: number): Promise<number> => {
    const out = join(folder, `${++sweeps}`);
    const range = `${first}..${last}`;
    return secondsOf(["sweep", "--swarm", "--seeds", range, "--jobs", `${jobs}`, "--out", out]);
  };
  try {
    const half = seeds / 2;
    const one = await sweep(1, 1, seeds);
    const two = await sweep(2, 1, seeds);
    const apart = (await sweep(1, 1, half)) + (await sweep(1, half + 1, seeds));
    const atOnce = await Promise.all([sweep(1, 1, half), sweep(1, half + 1, seeds)]);
    const limit = apart / Math.max(...atOnce);
    const rate = (time: number) => `${(seeds / time).toFixed(0)} runs/s`;
    console.log(`sweep --swarm, ${seeds} seeds, all checks`);
    console.log(`  1 job   ${rate(one)}`);
    console.log(`  2 jobs  ${rate(two)}: ${(one / two).toFixed(2)} times as fast (target 1.8)`);
    console.log(`  two processes on this machine, now: ${limit.toFixed(2)} times as fast as one`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds that a sweep took, as it says itself; what breaks in a swarm is no failure here. */
function secondsOf(argv: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...argv, "--json", "--quiet"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code !== 0 && code !== 1) return reject(new Error(`the sweep ended with code ${code}`));
      resolve((JSON.parse(text) as { seconds: number }).seconds);
    });
  });
}
