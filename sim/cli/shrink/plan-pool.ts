// Worker threads that run plans and tell how they failed. Runs are pure, so the answers do not depend
// on the number of threads.
import type { Tinypool } from "tinypool";
import { isSameFailure, type Failure, type Plan } from "../../run/index.ts";
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

  /** A plan's failures. */
  failuresOf(plan: Plan): Promise<Failure[]> {
    return this.#pool.run(plan) as Promise<Failure[]>;
  }

  /**
   * The first of some plans that has a failure with the signature and the mechanism of a given one, -1 if none has;
   * the same for any number of threads, though with several some plans behind it are run in vain.
   */
  async firstFailing(plans: readonly Plan[], wanted: Omit<Failure, "detail">): Promise<number> {
    for (let from = 0; from < plans.length; from += this.jobs) {
      const some = plans.slice(from, from + this.jobs);
      const failures = await Promise.all(some.map((plan) => this.failuresOf(plan)));
      const hit = failures.findIndex((some) => some.some((one) => isSameFailure(one, wanted)));
      if (hit >= 0) return from + hit;
    }
    return -1;
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}
