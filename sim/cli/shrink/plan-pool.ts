// Worker threads that run plans and tell how they failed. Runs are pure, so the answers do not depend
// on the number of threads.
import type { Tinypool } from "tinypool";
import type { Plan } from "../../run/index.ts";
import { openThreads } from "../threads.ts";

/** Runs plans in parallel. Call `close` when done. */
export class PlanPool {
  readonly #pool: Tinypool;
  readonly jobs: number;

  /** @param jobs number of threads */
  constructor(jobs: number) {
    this.jobs = jobs;
    this.#pool = openThreads("shrink/plan-worker", jobs);
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
