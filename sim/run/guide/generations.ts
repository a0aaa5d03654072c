// The generations of one guided sweep, one after another: where the plans of the present one come
// from, until all its runs are in and are learned of. What it answers follows from the runs alone, so
// whoever knows them, wherever, comes to the same.
import type { SeedRange } from "../sweep/seed-ranges.ts";
import { generationSize, Guide, type GuidedRun, type Origin } from "./guide.ts";
import { Lineage } from "./lineage.ts";

/**
 * The generation to which a seed belongs.
 * @param first the first seed of the sweep
 */
export function generationOf(seed: number, first: number): SeedRange {
  const start = seed - ((seed - first) % generationSize);
  return { first: start, last: start + generationSize - 1 };
}

export class Generations {
  readonly #guide = new Guide();
  /** Plans are made elsewhere; here it is only known what goes on from what. */
  readonly #lineage = new Lineage(() => {
    throw new Error("no plan is made where origins are decided");
  });
  #present: SeedRange;

  /** @param first the first seed of the sweep */
  constructor(first: number) {
    this.#present = generationOf(first, first);
    this.#decide();
  }

  /** The seeds that are decided about, and not yet learned of. */
  get present(): SeedRange {
    return this.#present;
  }

  /** All origins behind the plans of some seeds, of the present generation or before. */
  behind({ first, last }: SeedRange): [number, Origin][] {
    return this.#lineage.behind(Array.from({ length: last - first + 1 }, (_, n) => first + n));
  }

  /** Takes in all runs of the present generation, in order of seeds, and goes on to the next. */
  learn(runs: readonly GuidedRun[]): void {
    this.#guide.learn(runs);
    const { last } = this.#present;
    this.#present = { first: last + 1, last: last + generationSize };
    this.#decide();
  }

  #decide(): void {
    const { first, last } = this.#present;
    for (let seed = first; seed <= last; seed++) {
      const origin = this.#guide.originOf(seed);
      if (origin !== undefined) this.#lineage.learn([[seed, origin]]);
    }
  }
}
