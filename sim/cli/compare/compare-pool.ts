// Compares ranges of made-up rooms in this thread or in several, each with programs of its own. What
// comes out does not depend on how many there are.
import { Worker } from "node:worker_threads";
import type { PortionResult } from "../../compare/index.ts";
import type { SeedRange } from "../../run/index.ts";
import { RangeComparer, type CompareOrder } from "./compare-range.ts";
import type { RangeReply, RangeTask } from "./compare-worker.ts";
import { Problem } from "../problem.ts";
import { workerFile, workerLimits } from "../threads.ts";

/** Ranges a thread works on at once. */
const rangesAtOnce = 2;

/** One thread, or this one. */
interface Comparer {
  compare(range: SeedRange): Promise<PortionResult>;
  stop(): void;
}

export class ComparePool {
  readonly #comparers: readonly Comparer[];

  /** @param jobs number of threads; 1: this one */
  constructor(order: CompareOrder, jobs: number) {
    this.#comparers =
      jobs === 1
        ? [new RangeComparer(order)]
        : Array.from({ length: jobs }, () => new ThreadComparer(order));
  }

  /**
   * Compares ranges as long as there are any and `take` says so.
   * @param take gets each range with its result, in the order in which they end; false: begin no more
   * @throws Problem
   */
  async compare(
    ranges: Iterator<SeedRange>,
    take: (range: SeedRange, result: PortionResult) => boolean,
  ): Promise<void> {
    let goOn = true;
    const lane = async (comparer: Comparer): Promise<void> => {
      while (goOn) {
        const { value: range, done } = ranges.next();
        if (done === true) return;
        const result = await comparer.compare(range);
        if (!take(range, result)) goOn = false;
      }
    };
    const lanes = this.#comparers.flatMap((comparer) => {
      return Array.from({ length: rangesAtOnce }, () => lane(comparer));
    });
    await Promise.all(lanes);
  }

  /** Ends threads and programs. */
  stop(): void {
    for (const comparer of this.#comparers) comparer.stop();
  }
}

interface Waiting {
  readonly resolve: (result: PortionResult) => void;
  readonly reject: (error: Error) => void;
}

class ThreadComparer implements Comparer {
  readonly #worker: Worker;
  readonly #open = new Map<number, Waiting>();
  #next = 0;

  constructor(order: CompareOrder) {
    this.#worker = new Worker(workerFile("compare/compare-worker"), {
      workerData: order,
      resourceLimits: workerLimits,
    });
    this.#worker.on("message", (reply: RangeReply) => this.#take(reply));
    this.#worker.on("error", (error) => {
      for (const { reject } of this.#open.values()) reject(error);
    });
  }

  compare(range: SeedRange): Promise<PortionResult> {
    const task: RangeTask = { id: this.#next++, range };
    this.#worker.postMessage(task);
    return new Promise((resolve, reject) => this.#open.set(task.id, { resolve, reject }));
  }

  stop(): void {
    this.#worker.postMessage(undefined);
  }

  #take({ id, result, failure }: RangeReply): void {
    const open = this.#open.get(id);
    this.#open.delete(id);
    if (result !== undefined) return open?.resolve(result);
    const { message = "", remedy } = failure ?? {};
    open?.reject(remedy === undefined ? new Error(message) : new Problem({ message, remedy }));
  }
}
