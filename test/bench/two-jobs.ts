// How much faster two jobs are than one at small runs of a swarm: the command itself, with worker
// threads that warm up anew each time. Beside it the limit of the machine in the same minute: the same
// two sweeps as processes of their own, one after the other and at once. All four take turns, and
// medians count. Where others use the machine meanwhile it says so: then two jobs have no two
// processors, and only what they cost in processor time is worth anything.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { childrenMs, machineMs, median, ownMs } from "./processor.ts";

const program = fileURLToPath(new URL("../../sim/cli/main.ts", import.meta.url));
const seeds = 300;
const rounds = 5;
/** A share of the machine that others may take before a figure says little. */
const othersMax = 0.05;

/** One round: seconds by the clock, and processor ms of one job and of two. */
interface Round {
  readonly one: number;
  readonly two: number;
  readonly apart: number;
  readonly atOnce: number;
  readonly cost: number;
}

/** Prints the speed-up of two jobs, and what two processes reach. */
export async function twoJobs(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "rashomon-bench-"));
  const found: Round[] = [];
  const [busyBefore, oursBefore, startedAt] = [machineMs(), ours(), performance.now()];
  try {
    for (let n = 0; n < rounds; n++) found.push(await round(join(folder, `${n}`)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const spentMs = (performance.now() - startedAt) * cpus().length;
  const others = Math.max(0, machineMs() - busyBefore - (ours() - oursBefore)) / spentMs;
  const of = (figure: (round: Round) => number) => median(found.map(figure));
  const rate = (time: number) => `${(seeds / time).toFixed(0)} runs/s`;
  const times = (figure: (round: Round) => number) => {
    const all = found.map(figure);
    const range = `${Math.min(...all).toFixed(2)} to ${Math.max(...all).toFixed(2)}`;
    return `${median(all).toFixed(2)} times as fast (${range})`;
  };
  console.log(`sweep --swarm, ${seeds} seeds, all checks; medians of ${rounds} rounds`);
  console.log(`  1 job   ${rate(of(({ one }) => one))}`);
  console.log(
    `  2 jobs  ${rate(of(({ two }) => two))}: ${times((r) => r.one / r.two)}, target 1.8`,
  );
  console.log(`  two processes, in turns: ${times(({ apart, atOnce }) => apart / atOnce)}`);
  console.log(`  2 jobs take ${of(({ cost }) => cost).toFixed(2)} times the processor time of 1`);
  const share = `${(100 * others).toFixed(0)} % of ${cpus().length} processors`;
  if (Number.isNaN(others)) {
    console.log(`  who else used the machine meanwhile is not known here`);
  } else if (others > othersMax) {
    console.log(`  others took ${share} meanwhile: what the clock says is worth little`);
  } else console.log(`  others took ${share} meanwhile`);
}

/** Processor time of this process and of its sweeps. */
function ours(): number {
  return ownMs() + (childrenMs() ?? NaN);
}

async function round(folder: string): Promise<Round> {
  let sweeps = 0;
  const sweep = (jobs: number, first: number, last: number): Promise<number> => {
    const out = join(folder, `${++sweeps}`);
    const range = `${first}..${last}`;
    return secondsOf(["sweep", "--swarm", "--seeds", range, "--jobs", `${jobs}`, "--out", out]);
  };
  const half = seeds / 2;
  const atStart = childrenMs() ?? NaN;
  const one = await sweep(1, 1, seeds);
  const afterOne = childrenMs() ?? NaN;
  const two = await sweep(2, 1, seeds);
  const afterTwo = childrenMs() ?? NaN;
  const apart = (await sweep(1, 1, half)) + (await sweep(1, half + 1, seeds));
  const atOnce = Math.max(...(await Promise.all([sweep(1, 1, half), sweep(1, half + 1, seeds)])));
  return { one, two, apart, atOnce, cost: (afterTwo - afterOne) / (afterOne - atStart) };
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
