// Worker threads that run plans and tell how they failed. Runs are pure, so the answers do not depend
// on the number of threads.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Tinypool } from "tinypool";
import type { Plan } from "../run/index.ts";

/** Megabytes of young objects a worker may have: runs make many, and most die at once. */
const youngMegabytes = 64;

/** Runs plans in parallel. Call `close` when done. */
export class PlanPool {
  readonly #pool: Tinypool;
  readonly jobs: number;

  /** @param jobs number of threads */
  constructor(jobs: number) {
    this.jobs = jobs;
    this.#pool = new Tinypool({
      filename: workerFile(),
      minThreads: jobs,
      maxThreads: jobs,
      resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
    });
  }

  /** The signatures of a plan's failures. */
  failuresOf(plan: Plan): Promise<string[]> {
    return this.#pool.run(plan) as Promise<string[]>;
  }

  /**
   * The first of some plans that fails in a given way, -1 if none does; the same for any number of
   * threads, though with several some plans behind it are run in vain.
   */
  async firstFailing(plans: readonly Plan[], signature: string): Promise<number> {
    for (let from = 0; from < plans.length; from += this.jobs) {
      const some = plans.slice(from, from + this.jobs);
      const failures = await Promise.all(some.map((plan) => this.failuresOf(plan)));
      const hit = failures.findIndex((signatures) => signatures.includes(signature));
      if (hit >= 0) return from + hit;
    }
    return -1;
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}

/** The worker's source in a checkout, its bundle in the published package. */
function workerFile(): string {
  const source = fileURLToPath(new URL("./plan-worker.ts", import.meta.url));
  return existsSync(source) ? source : fileURLToPath(new URL("./plan-worker.js", bundleFolder()));
}

/** Chunks of the bundle lie in a folder of their own, the worker beside the program. */
function bundleFolder(): URL {
  const here = new URL(".", import.meta.url);
  return here.pathname.endsWith("/chunks/") ? new URL("..", here) : here;
}
