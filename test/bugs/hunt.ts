// Looks for one planted bug: the first seed of the hunting ground at which a check is broken that
// holds without the bug, and then the smallest plan of which the same is true. Runs go to worker
// threads; the answers do not depend on their number.
import { join } from "node:path";
import { Tinypool } from "tinypool";
import {
  shrinking,
  sizeOf,
  type Plan,
  type PlanSize,
  type RunResult,
} from "../../sim/run/index.ts";
import type { BugTask, Signatures } from "./bug-worker.ts";
import { huntingPlan, type Hunted } from "./hunting-ground.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Seeds that a thread is given at a time. */
const batch = 5;

/** What came of looking for a bug. */
export interface Hunt {
  readonly bug: PlantedBug;
  /** Undefined: none of the seeds shows it. */
  readonly found: Found | undefined;
  /** Seeds that were run. */
  readonly seeds: number;
  readonly seconds: number;
}

export interface Found {
  readonly seed: number;
  /** The first check that is broken, and all of them. */
  readonly check: string;
  readonly checks: readonly string[];
  readonly signature: string;
  readonly plan: Plan;
  readonly before: PlanSize;
}

/** A found bug with the smallest plan that shows it. */
export interface Shrunk {
  readonly plan: Plan;
  readonly after: PlanSize;
  readonly runs: number;
  readonly seconds: number;
}

/** Threads without a bug, and what they said of the seeds: asked once for all bugs. */
export class CleanRuns {
  readonly #pool: Pool;
  readonly #bySeed = new Map<string, Promise<Signatures>>();

  constructor(jobs: number) {
    this.#pool = new Pool(undefined, jobs);
  }

  ofSeed(seed: number, how: Hunted): Promise<Signatures> {
    const key = `${seed} ${JSON.stringify(how)}`;
    let known = this.#bySeed.get(key);
    if (known === undefined) {
      known = this.#pool.ask({ seeds: [seed], how }).then(([signatures]) => signatures);
      this.#bySeed.set(key, known);
    }
    return known;
  }

  async ofPlan(plan: Plan): Promise<Signatures> {
    return (await this.#pool.ask({ plans: [plan] }))[0];
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** Threads with one bug in them. */
export class Pool {
  readonly #pool: Tinypool;
  readonly jobs: number;

  constructor(bug: string | undefined, jobs: number) {
    this.jobs = jobs;
    const filename = join(import.meta.dirname, "bug-worker.ts");
    const threads = { minThreads: jobs, maxThreads: jobs };
    this.#pool = new Tinypool({ filename, ...threads, workerData: { bug } });
  }

  ask(task: Exclude<BugTask, { whole: Plan }>): Promise<Signatures[]> {
    return this.#pool.run(task) as Promise<Signatures[]>;
  }

  whole(plan: Plan): Promise<RunResult> {
    return this.#pool.run({ whole: plan }) as Promise<RunResult>;
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}

/** Runs seeds from 1 on until one shows the bug. */
export async function hunt(
  bug: PlantedBug,
  pool: Pool,
  { clean, seedsMax }: { clean: CleanRuns; seedsMax: number },
): Promise<Hunt> {
  const started = performance.now();
  const passed = () => (performance.now() - started) / 1000;
  const { checks: more = [], faults, opening } = bug;
  const how = { checks: more, faults, opening };
  for (let first = 1; first <= seedsMax; first += batch * pool.jobs) {
    const batches = Array.from({ length: pool.jobs }, (_, n) => seedsFrom(first + n * batch));
    const answers = (await Promise.all(batches.map((seeds) => pool.ask({ seeds, how })))).flat();
    for (const [n, signatures] of answers.entries()) {
      if (signatures.length === 0) continue;
      const due = dueTo(signatures, await clean.ofSeed(first + n, how));
      // Where a check is named that has to see the bug, its finding is the one to make small.
      const signature = more.length === 0 ? due[0] : due.find((one) => more.includes(checkOf(one)));
      if (signature === undefined) continue;
      const plan = huntingPlan(String(first + n), how);
      const checks = [...new Set(due.map(checkOf))];
      const check = checkOf(signature);
      const found = { seed: first + n, check, checks, signature, plan, before: sizeOf(plan) };
      return { bug, found, seeds: first + n, seconds: passed() };
    }
  }
  return { bug, found: undefined, seeds: seedsMax, seconds: passed() };
}

/** Makes the plan small at which a bug was found. */
export async function shrinkHunt(
  { plan, check, signature }: Found,
  pool: Pool,
  { clean, runsMax }: { clean: CleanRuns; runsMax: number },
): Promise<Shrunk> {
  const started = performance.now();
  const asking = shrinking(plan);
  let smallest = plan;
  let runs = 0;
  const fails = async (candidate: Plan): Promise<boolean> => {
    runs++;
    const [signatures] = await pool.ask({ plans: [candidate] });
    if (!signatures.includes(signature)) return false;
    return !(await clean.ofPlan(candidate)).some((other) => checkOf(other) === check);
  };
  for (let step = asking.next(); !step.done && runs < runsMax;) {
    const { candidates } = step.value;
    const hit = await firstThat(candidates, fails, pool.jobs);
    if (hit >= 0) smallest = candidates[hit];
    step = asking.next(hit);
  }
  const seconds = (performance.now() - started) / 1000;
  return { plan: smallest, after: sizeOf(smallest), runs, seconds };
}

function seedsFrom(first: number): number[] {
  return Array.from({ length: batch }, (_, n) => first + n);
}

/** The failures by checks that hold without the bug. */
function dueTo(signatures: Signatures, clean: Signatures): string[] {
  const known = new Set(clean.map(checkOf));
  return signatures.filter((signature) => !known.has(checkOf(signature)));
}

/** The check of a signature: `converges`, or `unsettled` and `thrown` for runs without an end. */
function checkOf(signature: string): string {
  return signature.split(":", 1)[0];
}

async function firstThat<Item>(
  items: readonly Item[],
  holds: (item: Item) => Promise<boolean>,
  atOnce: number,
): Promise<number> {
  for (let from = 0; from < items.length; from += atOnce) {
    const answers = await Promise.all(items.slice(from, from + atOnce).map(holds));
    const hit = answers.indexOf(true);
    if (hit >= 0) return from + hit;
  }
  return -1;
}
