// How much faster two jobs are than one at small runs of a swarm: the command itself, from its start to
// its report. Beside it, in the same minutes: two processes of one job that share the seeds, which is
// what the machine has to give, and a bare loop over the same seeds, which is what a sweep could cost
// at least. All take turns, and medians count. Each thread warms up anew, on other threads that
// compile; what one job takes of the machine is therefore more than one processor, and is printed.
// Where others use the machine meanwhile it says so: then what the clock says is worth little.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { planOf } from "../../sim/cli/run/plan-source.ts";
import { workerFile, workerLimits } from "../../sim/cli/threads.ts";
import { run } from "../../sim/index.ts";
import { referee } from "../reference/index.ts";
import { childrenMs, machineMs, median, ownMs } from "./processor.ts";

const own = fileURLToPath(import.meta.url);
const program = fileURLToPath(new URL("../../sim/cli/main.ts", import.meta.url));
const seeds = 600;
const rounds = 4;
/** A share of the machine that others may take before a figure says little. */
const othersMax = 0.05;

/** Seconds by the clock, and of processors. */
interface Spent {
  readonly clock: number;
  readonly processor: number;
}

/** One round. */
interface Round {
  readonly bare: Spent;
  readonly one: Spent;
  readonly two: Spent;
  /** Two processes, each with half the seeds. */
  readonly apart: Spent;
}

/** Prints the speed-up of two jobs, what two processes reach, and what a sweep costs. */
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
  tell(found);
  tellOthers(Math.max(0, machineMs() - busyBefore - (ours() - oursBefore)) / spentMs);
}

function tell(found: readonly Round[]): void {
  const of = (figure: (round: Round) => number) => {
    const all = found.map(figure);
    const [least, most] = [Math.min(...all).toFixed(2), Math.max(...all).toFixed(2)];
    return `${median(all).toFixed(2)} (${least} to ${most})`;
  };
  const rate = (spent: (round: Round) => Spent) => {
    const figure = seeds / median(found.map((one) => spent(one).clock));
    return `${figure.toFixed(0).padStart(4)} runs/s`;
  };
  const processors = ({ clock, processor }: Spent) => processor / clock;
  console.log(
    `sweep --swarm, ${seeds} seeds from a cold start, all checks; ${rounds} rounds, medians`,
  );
  console.log(`  bare loop      ${rate(({ bare }) => bare)}`);
  console.log(
    `  1 job          ${rate(({ one }) => one)}: ` +
      `${of(({ bare, one }) => one.clock / bare.clock)} times a bare loop's time, ` +
      `on ${of(({ one }) => processors(one))} processors`,
  );
  console.log(
    `  2 jobs         ${rate(({ two }) => two)}: ` +
      `${of(({ one, two }) => one.clock / two.clock)} times as fast as 1, target 1.8`,
  );
  console.log(
    `  two processes  ${rate(({ apart }) => apart)}: ` +
      `${of(({ one, apart }) => one.clock / apart.clock)} times as fast as 1 job`,
  );
  console.log(
    `  2 jobs reach ${of(({ two, apart }) => apart.clock / two.clock)} of what two processes do, ` +
      `and take ${of(({ one, two }) => two.processor / one.processor)} times the processor time of 1`,
  );
}

function tellOthers(others: number): void {
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
    const argv = ["sweep", "--swarm", "--seeds", range, "--jobs", `${jobs}`, "--out", out];
    return secondsOf([program, ...argv, "--json", "--quiet"]);
  };
  const spent = async (clock: Promise<number>): Promise<Spent> => {
    const before = childrenMs() ?? NaN;
    return { clock: await clock, processor: ((childrenMs() ?? NaN) - before) / 1000 };
  };
  const half = seeds / 2;
  const both = async () =>
    Math.max(...(await Promise.all([sweep(1, 1, half), sweep(1, half + 1, seeds)])));
  // As much memory for young objects as a worker thread has: V8 gives it three such halves.
  const young = `--max-semi-space-size=${Math.floor(workerLimits.maxYoungGenerationSizeMb / 3)}`;
  return {
    bare: await spent(secondsOf([young, own])),
    one: await spent(sweep(1, 1, seeds)),
    two: await spent(sweep(2, 1, seeds)),
    apart: await spent(both()),
  };
}

/** Seconds that a program took, as it says itself; what breaks in a swarm is no failure here. */
function secondsOf(argv: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code !== 0 && code !== 1) return reject(new Error(`the sweep ended with code ${code}`));
      resolve((JSON.parse(text) as { seconds: number }).seconds);
    });
  });
}

/** The runs of the sweep and nothing else, in this process. */
function bareLoop(): void {
  // For its effect on V8: the same as for a sweep.
  workerFile("sweep/sweep-worker");
  const started = performance.now();
  for (let seed = 1; seed <= seeds; seed++) {
    run(planOf({ scenario: "swarm", options: {} }, String(seed)), { referee });
  }
  console.log(JSON.stringify({ seconds: (performance.now() - started) / 1000 }));
}

if (process.argv[1] === own) bareLoop();
