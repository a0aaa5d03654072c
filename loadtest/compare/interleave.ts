// Measures two sides block by block: both in each block, in an order that is drawn for every block.
// So nothing that drifts (a database that grows, a neighbour on the machine) can look like a
// difference, and the order of the draw is what the test in difference.ts rests on.
import { stream } from "../../sim/engine/stream.ts";
import { seedOf } from "../journeys/scene.ts";
import type { Pair } from "./compare.ts";
import type { Measurement } from "./figures.ts";

export type Side = "base" | "new";

/** Measures one side; undefined where it was ended by the signal. Throws where it cannot. */
export type Measure = (
  side: Side,
  at: { readonly block: number; readonly seed: string; readonly signal: AbortSignal },
) => Promise<Measurement | undefined>;

export interface Interleaving {
  readonly blocks: number;
  readonly seed: string;
  readonly signal: AbortSignal;
  readonly onStep?: (done: number, of: number, side: Side) => void;
}

/** The whole blocks that were measured; fewer than asked for where the signal came. */
export async function interleave(
  measure: Measure,
  { blocks, seed, signal, onStep }: Interleaving,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let block = 0; block < blocks; block++) {
    const found: Partial<Record<Side, Measurement>> = {};
    for (const [n, side] of orderOf(seed, block).entries()) {
      if (signal.aborted) return pairs;
      onStep?.(2 * block + n, 2 * blocks, side);
      // Both sides get the same requests; every block gets others.
      found[side] = await measure(side, { block, seed: `${seed}-${block}`, signal });
    }
    const { base, new: now } = found;
    if (base === undefined || now === undefined) return pairs;
    pairs.push({ base, new: now });
  }
  return pairs;
}

/** The order of a block: a fair coin. */
export function orderOf(seed: string, block: number): readonly [Side, Side] {
  const heads = stream(seedOf(seed), "order of blocks").at(block) >>> 31 === 1;
  return heads ? ["base", "new"] : ["new", "base"];
}

/**
 * Pairs of results that were measured before: the n-th of the one side with the n-th of the other,
 * in order of time. What is left over counts for nothing.
 */
export function pairUp(base: readonly Measurement[], now: readonly Measurement[]): Pair[] {
  const inTime = (list: readonly Measurement[]) =>
    list.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  const [first, second] = [inTime(base), inTime(now)];
  return first.slice(0, second.length).map((one, n) => ({ base: one, new: second[n] }));
}
