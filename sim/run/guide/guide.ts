// Decides which seeds of a sweep go on from a plan that came to something new, and from which one.
// It learns from whole generations of seeds, in their order, so that what it decides depends on
// nothing but the seeds before: not on the number of jobs, nor on when a sweep was interrupted.
import { Dice } from "../swarm/dice.ts";
import { moveNames, type MoveName } from "./moves.ts";

/** Seeds that are decided about together; then there is a barrier. */
export const generationSize = 32;

/** Where the plan of a seed comes from, if it is not a fresh one. */
export interface Origin {
  readonly parent: number;
  /** The second plan, for moves that put two together. */
  readonly other: number;
  readonly moves: readonly MoveName[];
}

/** A run of which a guide learns. */
export interface GuidedRun {
  readonly seed: number;
  readonly origin: Origin | undefined;
  /** How many places it came to, and how many of them no seed before it did. */
  readonly places: number;
  readonly novel: number;
}

/** A plan that came to something new. */
interface Kept {
  readonly seed: number;
  readonly places: number;
  novel: number;
  children: number;
}

/** So many of the last runs say whether fresh plans or continued ones find more. */
const recentRuns = 200;
/** Neither kind ever falls below one seed in so many. */
const leastShare = 10;

/** How many moves are made at once: with one or two, what comes out is found to be much the same. */
const moveCounts = [4, 6, 8];

export class Guide {
  readonly #kept = new Map<number, Kept>();
  readonly #recent: { readonly isFresh: boolean; readonly novel: number }[] = [];
  /** By move: how often it was made, and what the runs found in which it was. */
  readonly #moves = new Map(moveNames.map((name) => [name, { made: 0, novel: 0 }]));

  /** Takes in the runs of one or more whole generations, in the order of their seeds. */
  learn(runs: readonly GuidedRun[]): void {
    for (const { seed, origin, places, novel } of runs) {
      this.#recent.push({ isFresh: origin === undefined, novel });
      if (novel > 0) this.#kept.set(seed, { seed, places, novel, children: 0 });
      if (origin === undefined) continue;
      const parent = this.#kept.get(origin.parent);
      if (parent !== undefined) {
        parent.children++;
        parent.novel += novel;
      }
      for (const name of origin.moves) {
        const tally = this.#moves.get(name);
        if (tally === undefined) continue;
        tally.made++;
        tally.novel += novel / origin.moves.length;
      }
    }
    this.#recent.splice(0, this.#recent.length - recentRuns);
  }

  /** Where the plan of a seed of the next generation comes from; undefined: it is a fresh one. */
  originOf(seed: number): Origin | undefined {
    const dice = new Dice(String(seed), "guide");
    if (this.#kept.size < 2 || dice.below(1000) < this.#freshShare()) return undefined;
    const kept = [...this.#kept.values()].map((one) => [energyOf(one), one.seed] as const);
    const parent = dice.weighted(kept);
    const other = dice.weighted(kept);
    const weights = [...this.#moves].map(([name, { made, novel }]) => {
      return [Math.max(1, Math.round((20 * (novel + 1)) / (made + 1))), name] as const;
    });
    const count = dice.pick(moveCounts);
    return { parent, other, moves: Array.from({ length: count }, () => dice.weighted(weights)) };
  }

  /** In a thousand: as much as fresh plans have found of late, beside continued ones. */
  #freshShare(): number {
    const rate = (fresh: boolean) => {
      const runs = this.#recent.filter(({ isFresh }) => isFresh === fresh);
      return (runs.reduce((sum, { novel }) => sum + novel, 0) + 1) / (runs.length + 1);
    };
    const [fresh, continued] = [rate(true), rate(false)];
    const least = 1000 / leastShare;
    const share = Math.floor((1000 * fresh) / (fresh + continued));
    return Math.max(least, Math.min(1000 - least, share));
  }
}

/**
 * How often a plan is gone on with, beside others: the more it and its children found for each time
 * it was tried, and the richer its run was. Integers, so that every engine decides the same.
 */
function energyOf({ novel, places, children }: Kept): number {
  const richness = 32 - Math.clz32(places);
  return Math.max(1, Math.floor((100 * novel * richness) / (1 + children)));
}
